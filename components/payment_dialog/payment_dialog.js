const PAUSE = 300; // ms without a key before what was typed is sent
const fill = (text, value) => text.replace("{}", value);

export default {
  template: `
    <dialog ref="dialog" class="pay" aria-labelledby="pay-title" @cancel.prevent="close" @keydown.esc.prevent="close"><template v-if="shown.is_open">
      <div v-if="shown.demo" class="ribbon">{{ shown.demo }}</div>
      <header v-if="choice"><div><h2 id="pay-title" ref="title" tabindex="-1">{{ choice.title }}</h2><p class="muted">{{ choice.text }}</p></div>
        <button type="button" class="tool" :aria-label="words.close" :title="words.close" :aria-disabled="(busy && !shown.is_leaving) || null" @click="close"><span class="sign cross" aria-hidden="true"></span></button></header>
      <div v-if="(refused || shown.notice) && !elsewhere" class="notice warn" role="alert"><span class="sign alert" aria-hidden="true"></span><span>{{ refused || shown.notice }}</span></div>
      <div v-if="elsewhere" class="notice warn" role="alert"><span class="sign alert" aria-hidden="true"></span><span>{{ words.elsewhere }}</span><button type="button" class="btn small" @click="go">{{ words.go }}</button></div>
      <div v-if="choice" class="body" :inert="busy || null">
        <div v-if="choice.quick.length" class="quick">
          <button v-for="quick in choice.quick" :key="quick.name" type="button" class="chip" :aria-pressed="quick.on && !wanting" @click="choose(quick)">{{ quick.label }}</button>
          <button v-if="choice.parts" type="button" class="chip" :class="{ on: wanting }" :aria-expanded="wanting" aria-controls="pay-want" @click="want">{{ words.another }}</button>
        </div>
        <div v-if="choice.quick.length && choice.parts && wanting" id="pay-want" class="want">
          <label for="pay-wanted">{{ words.wanted }}</label>
          <input id="pay-wanted" ref="wanted" class="input" inputmode="decimal" autocomplete="off" maxlength="40" :value="wanted" aria-describedby="pay-wanted-note" :aria-invalid="Boolean(choice.wanted_problem) || null" @input="wish" @keydown.enter="flush" @blur="flush">
          <small id="pay-wanted-note" :class="{ bad: choice.wanted_problem }">{{ choice.wanted_problem || words.wanted_hint }}</small>
        </div>
        <ul ref="lines" class="invoices" :class="{ many: choice.lines.length > 6 }" :aria-label="words.invoices">
          <li v-for="(line, index) in choice.lines" :key="line.number" :class="{ off: !line.chosen }">
            <label class="which"><input type="checkbox" :checked="line.chosen" :disabled="line.closed" :aria-describedby="line.held.length ? 'pay-held-' + index : null" @change="toggle(line, $event)">
              <span><b>{{ line.title }}</b> <span class="due" :class="line.tone">· {{ line.due }}</span></span></label>
            <span class="open">{{ line.open }}</span>
            <input v-if="!line.closed" class="input amount" inputmode="decimal" autocomplete="off" maxlength="40" placeholder="–" :readonly="!choice.parts || null" :value="field(line)" :aria-label="fill(words.amount, line.title)" :aria-invalid="Boolean(line.problem) || null" :aria-describedby="line.problem ? 'pay-wrong-' + index : null" @focus="$event.target.select()" @input="type(line, $event)" @keydown.enter="flush" @blur="left">
            <div v-if="line.held.length" :id="'pay-held-' + index" class="held"><span v-for="note in line.held" :key="note"><span class="sign dots" aria-hidden="true"></span>{{ note }}</span></div>
            <small v-if="line.problem" :id="'pay-wrong-' + index" class="bad">{{ line.problem }}</small>
          </li>
        </ul>
        <div v-if="choice.pages" class="pager"><span>{{ choice.pages.range }}</span>
          <label class="which"><input type="checkbox" :checked="choice.pages.only" @change="act('only', { on: $event.target.checked })"><span>{{ words.only }}</span></label>
          <nav><button v-for="step in steps" :key="step.sign" type="button" class="tool ringed" :aria-label="step.label" :title="step.label" :aria-disabled="!step.page || null" @click="step.page && act('page', { number: step.page })"><span class="sign" :class="step.sign" aria-hidden="true"></span></button></nav></div>
        <div v-if="choice.credit" class="credit"><span>{{ choice.credit.text }}</span><button type="button" class="btn small" @click="act('credit')">{{ choice.credit.button }}</button></div>
        <fieldset v-if="choice.methods.length"><legend>{{ words.method }}</legend>
          <label v-for="(method, index) in choice.methods" :key="method.name" class="method" :class="{ on: method.name === choice.method }">
            <input type="radio" name="pay-method" :value="method.name" :checked="method.name === choice.method" :aria-describedby="'pay-method-' + index" @change="act('method', { name: method.name })">
            <span><b>{{ method.title }}</b><span v-if="method.badge" class="status gray">{{ method.badge }}</span><small :id="'pay-method-' + index">{{ method.note }}<span v-if="method.warning" class="late">{{ " · " + method.warning }}</span></small></span>
          </label></fieldset>
      </div>
      <footer v-if="choice">
        <div class="sum" role="status" aria-atomic="true"><div class="key">{{ choice.sum.label }}</div><div class="value">{{ choice.sum.amount }}</div>
          <div class="note">{{ choice.sum.note }}</div><div v-if="choice.sum.problem" id="pay-problem" class="bad">{{ choice.sum.problem }}</div></div>
        <div v-if="!elsewhere" class="do"><button type="button" class="btn" :aria-disabled="(busy && !shown.is_leaving) || null" @click="choice.back ? busy || act('back') : close()">{{ choice.back || words.cancel }}</button>
          <button type="button" class="btn primary" :class="{ waits: busy }" :aria-disabled="busy || !choice.sum.is_ready || null" :aria-describedby="choice.sum.problem ? 'pay-problem' : null" @click="press">{{ busy ? choice.sum.busy : choice.sum.button }}</button></div>
      </footer>
      <div v-if="outcome" class="body result">
        <span class="seal" :class="[outcome.tone, { waits: outcome.waits }]" aria-hidden="true"><span class="sign" :class="outcome.sign"></span></span>
        <div role="status"><h2 id="pay-title" ref="title" tabindex="-1">{{ outcome.title }}</h2><p>{{ outcome.text }}</p></div>
        <ul v-if="outcome.facts.length" class="invoices" :class="{ many: outcome.facts.length > 6 }"><li v-for="fact in outcome.facts" :key="fact[0]"><b>{{ fact[0] }}</b><span>{{ fact[1] }}</span><span class="muted">{{ fact[2] }}</span></li></ul>
        <p v-for="note in outcome.notes" :key="note" class="muted">{{ note }}</p>
      </div>
      <footer v-if="outcome"><div class="do">
        <a v-if="outcome.download" class="btn" :href="outcome.download" download><span class="sign download" aria-hidden="true"></span>{{ outcome.download_label }}</a>
        <button type="button" class="btn" :class="{ primary: !outcome.again }" @click="close">{{ outcome.done }}</button>
        <button v-if="outcome.again" type="button" class="btn primary" @click="act('again')">{{ outcome.again }}</button></div></footer>
    </template></dialog>`,
  props: { view: Object, words: Object },
  emits: ["act"],
  data() {
    return { shown: this.view, pressed: false, editing: null, wanting: false, wanted: "", refused: "", elsewhere: false };
  },
  created() {
    this.turn = this.view.turn; // what was done last; answers to what was before it are dropped
    this.timer = null;
    this.unsent = null; // what was typed and not sent yet
    this.meant = ""; // what the button said when it was pressed before a choice was answered
  },
  mounted() {
    if (this.shown.is_open) this.open();
    window.addEventListener("pageshow", this.returned);
    window.addEventListener("portal-turned-away", this.turnedAway);
    window.addEventListener("portal-elsewhere", this.turnedElsewhere);
  },
  unmounted() {
    clearTimeout(this.timer);
    window.removeEventListener("pageshow", this.returned);
    window.removeEventListener("portal-turned-away", this.turnedAway);
    window.removeEventListener("portal-elsewhere", this.turnedElsewhere);
  },
  computed: {
    choice: ({ shown }) => shown.choice,
    outcome: ({ shown }) => shown.outcome,
    busy: ({ shown, pressed, elsewhere }) => shown.is_busy || pressed || elsewhere,
    steps() {
      const { before, after } = this.choice.pages;
      return [{ sign: "left", label: this.words.before, page: before }, { sign: "right", label: this.words.after, page: after }];
    },
  },
  watch: {
    view(view) {
      if (view.turn < this.turn) return;
      const before = this.shown;
      this.turn = view.turn;
      this.shown = view;
      this.pressed = false;
      if (this.meant) this.$nextTick(this.press_on);
      if (this.editing?.over && !this.unsent) this.editing = null;
      if (view.is_open && !before.is_open) this.$nextTick(this.open);
      else if (!view.is_open && before.is_open) this.$nextTick(this.shut);
      else if (this.heading(view) !== this.heading(before)) this.turned();
      this.$nextTick(this.agree);
    },
  },
  methods: {
    fill,
    heading: (view) => (view.choice ?? view.outcome)?.title,
    turned() {
      this.wanting = false;
      this.wanted = "";
      this.$nextTick(() => this.$refs.title?.focus());
    },
    act(what, more = {}) {
      this.refused = this.meant = "";
      this.flush();
      this.turn += 1;
      this.$emit("act", { do: what, turn: this.turn, ...more });
    },
    open() {
      this.opener = document.activeElement;
      this.editing = this.unsent = null;
      this.wanting = false;
      this.wanted = "";
      if (!this.$refs.dialog.open) this.$refs.dialog.showModal();
      this.$refs.title.focus();
      const first = this.$refs.lines?.querySelector("input:checked")?.closest("li");
      if (first) this.$refs.lines.scrollTop = first.offsetTop - this.$refs.lines.offsetTop;
    },
    shut() {
      clearTimeout(this.timer);
      this.unsent = null;
      this.$refs.dialog.close();
      const back = this.opener?.isConnected && this.opener !== document.body ? this.opener : document.getElementById("main");
      back?.focus();
    },
    close() {
      if (this.elsewhere) return this.go();
      if (this.busy && !this.shown.is_leaving) return; // a page that does not come can be left waiting
      this.unsent = null;
      this.act("close");
      this.shown = { ...this.shown, is_open: false };
      this.shut();
    },
    returned(event) {
      if (!event.persisted) return;
      this.shown = { ...this.shown, is_busy: false }; // back from the card page: what was under way here is over
      this.pressed = false;
      this.meant = "";
      if (this.shown.is_open) this.close();
    },
    turnedAway() {
      this.pressed = false; // what was sent was not let in
      this.meant = "";
      this.editing = this.unsent = null;
      this.wanted = "";
      this.refused = this.words.no_card_number;
    },
    turnedElsewhere(event) {
      if (!this.shown.is_open || !this.choice) return;
      event.preventDefault(); // what was chosen here stays to be read
      clearTimeout(this.timer);
      this.pressed = false;
      this.meant = "";
      this.unsent = null;
      this.elsewhere = true;
      this.$nextTick(() => this.$refs.title?.focus());
    },
    go() {
      location.replace("/");
    },
    choose(quick) {
      this.wanting = false;
      this.act("quick", { name: quick.name });
    },
    want() {
      this.wanting = !this.wanting;
      this.wanted = "";
      if (this.wanting) this.$nextTick(() => this.$refs.wanted.focus());
    },
    wish(event) {
      this.wanted = event.target.value;
      this.later({ do: "want", text: this.wanted });
    },
    toggle(line, event) {
      this.act("toggle", { name: line.number, on: event.target.checked });
    },
    type(line, event) {
      if (this.unsent && this.unsent.name !== line.number) this.flush();
      this.editing = { number: line.number, text: event.target.value, over: false };
      this.later({ do: "amount", name: line.number, text: event.target.value });
    },
    left() {
      if (!this.editing) return;
      this.editing.over = true;
      if (this.unsent) this.flush();
      else if (this.shown.turn >= this.turn) this.editing = null;
    },
    later(what) {
      this.unsent = what;
      clearTimeout(this.timer);
      this.refused = "";
      this.timer = setTimeout(this.flush, PAUSE);
    },
    flush() {
      clearTimeout(this.timer);
      if (!this.unsent) return;
      this.turn += 1;
      this.$emit("act", { ...this.unsent, turn: this.turn });
      this.unsent = null;
    },
    field(line) {
      return this.editing?.number === line.number ? this.editing.text : line.text;
    },
    press() {
      const { cents, is_ready: isReady } = this.choice.sum;
      if (this.busy || !isReady) return;
      if (this.unsent) return this.flush(); // the button must first say the amount that was just typed
      if (this.shown.turn < this.turn) {
        this.meant = this.choice.sum.button; // a card was chosen just now: once that is answered
        return (this.pressed = true); // until then nothing else can be pressed, as during any payment
      }
      sessionStorage.setItem("portal.back", location.pathname + location.search); // where the card's pages lead back to
      this.act("pay", { number: cents, name: this.choice.method });
      this.pressed = true;
    },
    press_on() {
      const meant = this.meant;
      this.meant = "";
      if (this.choice?.sum.button === meant) this.press();
    },
    agree() {
      // a box that the browser ticked by itself shows again what the server says
      this.$refs.lines?.querySelectorAll("input[type=checkbox]").forEach((box, index) => (box.checked = this.choice?.lines[index]?.chosen ?? false));
    },
  },
};
