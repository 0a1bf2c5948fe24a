const NARROW = "screen and (max-width: 979px)"; // cards below it, and never on paper
const MOVES = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];

export default {
  template: `
    <article class="statement activity">
      <a class="way-back" href="/"><span class="sign left" aria-hidden="true"></span>{{ head.back }}</a>
      <header class="head">
        <div class="titles"><h1>{{ head.title }}</h1><p class="muted">{{ head.line }}</p><p class="muted">{{ head.as_of }}</p></div>
        <span class="grow"></span>
        <a v-for="file in head.files" :key="file.href" class="btn" :class="{ primary: file.primary }" :href="file.href" download @click="take"><span class="sign download" aria-hidden="true"></span>{{ file.label }}</a>
      </header>
      <nav class="tabs" :aria-label="head.views_label"><a v-for="view in head.views" :key="view.label" :href="view.href" :aria-current="view.current ? 'page' : null">{{ view.label }}</a></nav>
      <form ref="form" class="choice" method="get" action="/statement" @submit="check">
        <input type="hidden" name="view" value="activity">
        <template v-if="choice.places.length"><label for="statement-place">{{ choice.label }}</label>
        <span class="pick"><select id="statement-place" :name="place ? 'location' : null" class="input" autocomplete="off" v-model="place" @keydown="moved" @pointerdown="byKey = false" @change="changed">
          <option value="">{{ choice.all }}</option>
          <option v-for="one in choice.places" :key="one.value" :value="one.value">{{ one.label }}</option>
        </select><span class="sign down" aria-hidden="true"></span></span></template>
        <label for="activity-period">{{ choice.period_label }}</label>
        <span class="pick"><select id="activity-period" :name="period && !byDays ? 'period' : null" class="input" autocomplete="off" v-model="period" @keydown="moved" @pointerdown="byKey = false" @change="changed">
          <option v-for="one in choice.periods" :key="one.value" :value="one.value">{{ one.label }}</option>
        </select><span class="sign down" aria-hidden="true"></span></span>
        <template v-if="byDays">
          <label for="activity-from">{{ choice.from_label }}</label><input id="activity-from" ref="since" class="input day" type="date" name="from" required v-model="since" :max="choice.today" :aria-invalid="Boolean(objection) || null" aria-describedby="activity-wrong" @input="typed">
          <label for="activity-to">{{ choice.to_label }}</label><input id="activity-to" class="input day" type="date" name="as_of" required v-model="until" :max="choice.today" :aria-invalid="Boolean(objection) || null" aria-describedby="activity-wrong" @input="typed">
        </template>
        <button v-if="waiting || byDays" class="btn">{{ choice.show }}</button>
        <p v-if="byDays" id="activity-wrong" class="wrong" role="alert">{{ objection }}</p>
      </form>
      <div v-if="head.notice" class="notice info" role="status"><span class="sign alert" aria-hidden="true"></span><span>{{ head.notice }}</span></div>
      <div v-if="head.warning" class="notice warn" role="status"><span class="sign alert" aria-hidden="true"></span><span>{{ head.warning }}</span></div>
      <div class="figures">
        <div v-for="(figure, index) in figures" :key="index" class="card" :class="{ middle: index === 2 }">
          <div class="key">{{ figure.label }}</div><div class="value">{{ figure.value }}</div><div class="note"><a v-if="figure.href" :href="figure.href">{{ figure.note }}</a><template v-else>{{ figure.note }}</template></div>
        </div>
        <div class="card wide">
          <div class="key">{{ aging.label }}</div>
          <div class="aging" role="img" :aria-label="aging.spoken"><template v-for="(age, index) in aging.ages" :key="index"><i v-if="age.share" :class="'age-' + index" :style="{ flexGrow: age.share }"></i></template></div>
          <div class="ages"><div v-for="(age, index) in aging.ages" :key="index"><span class="key"><i class="dot" :class="'age-' + index"></i>{{ age.label }}</span><b>{{ age.value }}</b></div></div>
        </div>
      </div>
      <template v-if="narrow">
        <p class="sum"><span>{{ opening.label }}</span><b>{{ opening.balance }}</b></p>
        <p v-if="closing.nothing" class="muted sum">{{ closing.nothing }}</p>
        <ul class="items" :aria-label="head.title">
          <li v-for="(row, index) in rows" :key="index">
            <div class="title"><span>{{ row.what }} <a :href="link(row)">{{ row.number }}</a></span></div>
            <div class="amount">{{ row.charge || row.less }}</div>
            <div class="line">{{ row.on }}</div><div class="aside">{{ row.left }}</div>
            <div v-if="row.about" class="line last">{{ row.about }}</div>
          </li>
        </ul>
        <p v-if="closing.label" class="sum"><span>{{ closing.label }}</span><b>{{ closing.balance }}</b></p>
      </template>
      <div v-else class="rows"><table>
        <caption class="unseen">{{ head.title }}</caption>
        <thead><tr><th v-for="(column, index) in columns" :key="index" scope="col" class="plain-head" :class="{ money: column.money }">{{ column.label }}</th></tr></thead>
        <tbody>
          <tr class="end"><td>{{ opening.on }}</td><th scope="row" :colspan="columns.length - 2">{{ opening.label }}</th><td class="money strong">{{ opening.balance }}</td></tr>
          <tr v-if="closing.nothing"><td></td><td class="soft" :colspan="columns.length - 1">{{ closing.nothing }}</td></tr>
          <tr v-for="(row, index) in rows" :key="index" class="moved">
            <td>{{ row.on }}</td>
            <td>{{ row.what }}</td>
            <td><a :href="link(row)">{{ row.number }}</a></td>
            <td class="soft long" :title="row.about">{{ row.about }}</td>
            <td class="money">{{ row.charge }}</td>
            <td class="money">{{ row.credit }}</td>
            <td class="money strong">{{ row.balance }}</td>
          </tr>
        </tbody>
        <tfoot v-if="closing.label"><tr><td>{{ closing.on }}</td><th scope="row" :colspan="columns.length - 4">{{ closing.label }}</th><td class="money">{{ closing.charges }}</td><td class="money">{{ closing.credits }}</td><td class="money strong">{{ closing.balance }}</td></tr></tfoot>
      </table></div>
      <div v-if="pager.range" class="pager"><span role="status">{{ pager.range }}</span>
        <nav :aria-label="pager.label"><template v-for="(step, sign) in { left: pager.previous, right: pager.next }" :key="sign"><a v-if="step.href" class="tool ringed" :href="step.href" :aria-label="step.label" :title="step.label"><span class="sign" :class="sign" aria-hidden="true"></span></a></template></nav>
      </div>
      <section class="card proof" :class="{ wrong: !proof.ties }" :aria-label="proof.title">
        <h2>{{ proof.title }}<span class="sign" :class="proof.ties ? 'check' : 'alert'" aria-hidden="true"></span></h2>
        <p class="unseen">{{ proof.spoken }}</p>
        <div class="sums" aria-hidden="true"><template v-for="(part, index) in proof.amounts" :key="index"><div class="part"><i v-if="part.sign">{{ part.sign }}</i><div><span>{{ part.label }}</span><b>{{ part.value }}</b></div></div></template></div>
      </section>
      <p class="papers"><a :href="head.papers.href">{{ head.papers.label }}</a></p>
      <p v-if="footer" class="muted footer">{{ footer }}</p>
    </article>`,
  props: { head: Object, choice: Object, figures: Array, aging: Object, columns: Array, opening: Object, rows: Array, closing: Object, pager: Object, proof: Object, footer: String },
  data() {
    return { narrow: matchMedia(NARROW).matches, ...this.asAddressed(), byKey: false };
  },
  computed: {
    byDays: ({ period, choice }) => period === choice.days,
  },
  mounted() {
    this.resized = (event) => { this.narrow = event.matches; };
    this.width = matchMedia(NARROW);
    this.width.addEventListener("change", this.resized);
    this.shownAgain = () => Object.assign(this, this.asAddressed()); // by "Back": what was chosen here led elsewhere
    window.addEventListener("pageshow", this.shownAgain);
  },
  unmounted() {
    this.width.removeEventListener("change", this.resized);
    window.removeEventListener("pageshow", this.shownAgain);
  },
  methods: {
    asAddressed() {
      return { place: this.choice.chosen, period: this.choice.period, since: this.choice.since, until: this.choice.until, waiting: false, objection: "" };
    },
    link: (row) => `/${row.kind}/${encodeURIComponent(row.record)}`,
    take(event) { // of what stands in the fields, also before it is shown
      if (!this.waiting) return;
      if (!this.$refs.form.reportValidity()) event.preventDefault();
      else if (this.check(event)) event.currentTarget.search = new URLSearchParams(new FormData(this.$refs.form));
    },
    moved(event) {
      if (event.key === "Enter" && this.waiting) {
        event.preventDefault();
        this.$refs.form.requestSubmit();
      } else {
        this.byKey = !event.altKey && (MOVES.includes(event.key) || event.key.length === 1 && event.key !== " ");
      }
    },
    typed() {
      this.waiting = true;
      this.objection = "";
    },
    check(event) {
      this.objection = this.byDays ? this.wrongDays() : "";
      if (!this.objection) return true;
      event.preventDefault();
      this.$refs.since.focus();
      return false;
    },
    wrongDays() {
      if (this.since > this.until) return this.choice.reversed;
      const earliest = String(this.until.slice(0, 4) - this.choice.most_years).padStart(4, "0") + this.until.slice(4);
      return this.since < earliest ? this.choice.too_long : "";
    },
    changed() {
      if (this.byKey || this.byDays) this.waiting = true; // each arrow key changes it: wait for Enter, or for the button
      else this.$nextTick(() => this.$refs.form.requestSubmit());
    },
  },
};
