export default {
  template: `
    <section aria-labelledby="summary-title">
      <div class="top"><div><h1 id="summary-title">{{ title }}</h1><p class="sub">{{ asOf }}</p></div>
        <div v-if="words.statement" class="do"><a class="btn" href="/statement">{{ words.statement }}</a><button v-if="words.pay" type="button" class="btn primary" @click="$emit('pay', false)">{{ words.pay }}</button></div></div>
      <div v-if="words.statement" class="stick"><a class="btn" href="/statement">{{ words.short_statement }}</a><button v-if="words.pay" type="button" class="btn primary" @click="$emit('pay', false)">{{ words.pay }}</button></div>
      <div role="status" :aria-label="words.processing"><template v-for="strip in said" :key="strip.key">
        <div class="notice" :class="[strip.tone, { opened: opened.has(strip.key) }]"><span class="sign" :class="strip.sign" aria-hidden="true"></span><span>{{ strip.text }}</span><a v-if="strip.href" class="btn small" :href="strip.href">{{ strip.link }}</a><button v-if="strip.each.length" type="button" class="btn small" :aria-expanded="opened.has(strip.key)" @click="open(strip)">{{ opened.has(strip.key) ? words.fold : words.each }}</button><button v-if="strip.closes" type="button" class="tool" :aria-label="words.close" :title="words.close" @click="close(strip)"><span class="sign cross" aria-hidden="true"></span></button></div>
        <ul v-if="strip.each.length && opened.has(strip.key)" class="each"><li v-for="one in strip.each" :key="one.key"><span class="sign" :class="[one.sign, one.tone]" aria-hidden="true"></span><span>{{ one.text }}</span><a v-if="one.href" class="btn small" :href="one.href">{{ one.link }}</a></li></ul>
      </template></div>
      <div v-if="alert" class="notice bad"><span class="sign alert" aria-hidden="true"></span><span>{{ alert }}</span><button v-if="words.late" type="button" class="btn small" @click="$emit('pay', true)">{{ words.late }}</button></div>
      <div v-if="figures.length" class="figures">
        <div v-for="(figure, index) in figures" :key="index" class="card" :class="{ middle: index === 2 }">
          <div class="key">{{ figure.label }}</div>
          <div class="value" :class="figure.tone">{{ figure.value }}</div>
          <div class="note"><a v-if="figure.href" :href="figure.href">{{ figure.note }}</a><template v-else>{{ figure.note }}</template></div>
        </div>
        <div class="card wide">
          <div class="key">{{ aging.label }}</div>
          <div class="aging" role="img" :aria-label="aging.spoken"><template v-for="(age, index) in aging.ages" :key="index"><i v-if="age.share" :class="'age-' + index" :style="{ flexGrow: age.share }"></i></template></div>
          <div class="ages"><div v-for="(age, index) in aging.ages" :key="index">
            <span class="key"><i class="dot" :class="'age-' + index"></i>{{ age.label }}</span><b>{{ age.value }}</b>
          </div></div>
        </div>
      </div>
    </section>`,
  props: { title: String, asOf: String, alert: String, figures: Array, aging: Object, strips: Array, words: Object },
  emits: ["pay"],
  data: () => ({ closed: [], opened: new Set() }),
  computed: {
    said: ({ strips, closed }) => strips.filter((strip) => !closed.includes(strip.key)),
  },
  methods: {
    open({ key }) {
      if (!this.opened.delete(key)) this.opened.add(key);
    },
    close(strip) {
      this.closed.push(strip.key);
      document.getElementById("main").focus();
    },
  },
};
