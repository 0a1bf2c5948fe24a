const FIELD = {
  props: { field: Object, told: Object, locked: Boolean, words: Object },
  emits: ["change"],
  template: `
    <div class="setting" :class="{ wide: ['area', 'line'].includes(field.kind) }">
      <div class="about">
        <label :id="id + '-label'" :for="id">{{ field.label }}</label>
        <p :id="id + '-means'" class="muted">{{ field.means }}</p>
      </div>
      <div class="value">
        <button v-if="field.kind === 'switch'" :id="id" type="button" role="switch" class="switch" :aria-checked="String(draft)" :aria-labelledby="id + '-label'" :aria-describedby="id + '-means ' + id + '-told'" :disabled="off" @click="flip"><i aria-hidden="true"></i><span>{{ draft ? words.on : words.off }}</span></button>
        <textarea v-else-if="field.kind === 'area'" :id="id" class="input" rows="3" v-model="draft" :maxlength="field.longest" :readonly="off" :aria-invalid="failed || null" :aria-describedby="id + '-means ' + id + '-told'" @focus="typing = true" @blur="left" @change="send"></textarea>
        <span v-else class="with-unit"><input :id="id" class="input" :class="field.kind" :type="field.kind === 'day' ? 'date' : 'text'" :inputmode="field.kind === 'number' ? 'decimal' : null" v-model="draft" :maxlength="field.longest" :readonly="off" autocomplete="off" :aria-invalid="failed || null" :aria-describedby="id + '-means ' + id + '-told'" @focus="typing = true" @blur="left" @keydown.enter="$event.target.blur()" @change="send"><span v-if="field.unit" class="muted">{{ field.unit }}</span></span>
        <p :id="id + '-told'" class="told" :class="{ bad: failed, ok: said?.kept && !waiting }" role="status">{{ waiting ? words.saving : said?.text }}</p>
      </div>
    </div>`,
  data() {
    return { draft: this.field.value, typing: false, waiting: false, settled: null };
  },
  computed: {
    id: ({ field }) => "setting-" + field.name,
    off: ({ field, locked }) => locked || field.is_locked,
    said: ({ told, settled }) => (told && told.turn === settled ? null : told),
    failed: ({ said, waiting }) => Boolean(said && !said.kept && !waiting),
  },
  watch: {
    "field.value"(value) {
      if (!this.typing && !this.waiting) this.draft = value;
    },
    told(told) {
      this.waiting = false;
      if (told.kept || this.field.kind === "switch") this.draft = this.field.value;
    },
  },
  methods: {
    flip() {
      this.draft = !this.draft;
      this.send();
    },
    left() {
      this.typing = false;
      if (!this.waiting && !this.failed && this.draft !== this.field.value) this.send();
    },
    send() {
      if (this.off || this.waiting) return;
      if (this.draft === this.field.value) {
        this.settled = this.failed ? this.told.turn : this.settled; // what was refused is taken back
        return;
      }
      this.waiting = true;
      this.$emit("change", { name: this.field.name, value: this.draft });
    },
  },
};

export default {
  components: { "one-setting": FIELD },
  template: `
    <article class="settings">
      <header class="head"><div class="titles"><div><h1>{{ title }}</h1></div><p class="muted">{{ line }}</p></div></header>
      <section v-for="group in groups" :key="group.title" class="card" :aria-label="group.title">
        <h2>{{ group.title }}</h2>
        <one-setting v-for="field in group.fields" :key="field.name" :field="field" :told="told[field.name]" :locked="locked" :words="words" @change="$emit('change', $event)" />
      </section>
    </article>`,
  props: { title: String, line: String, groups: Array, told: Object, locked: Boolean, words: Object },
  emits: ["change"],
};
