const NARROW = "screen and (max-width: 979px)"; // cards below it, and never on paper
const MOVES = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"];

export default {
  template: `
    <article class="statement">
      <a class="way-back" href="/"><span class="sign left" aria-hidden="true"></span>{{ head.back }}</a>
      <header class="head">
        <div class="titles"><h1>{{ head.title }}</h1><p class="muted">{{ head.line }}</p><p class="muted">{{ head.as_of }}</p></div>
        <span class="grow"></span>
        <a v-for="file in head.files" :key="file.href" class="btn" :class="{ primary: file.primary }" :href="file.href" download @click="take"><span class="sign download" aria-hidden="true"></span>{{ file.label }}</a>
      </header>
      <nav class="tabs" :aria-label="head.views_label"><a v-for="view in head.views" :key="view.label" :href="view.href" :aria-current="view.current ? 'page' : null">{{ view.label }}</a></nav>
      <form ref="form" class="choice" method="get" action="/statement">
        <template v-if="choice.places.length"><label for="statement-place">{{ choice.label }}</label>
        <span class="pick"><select id="statement-place" :name="chosen ? 'location' : null" class="input" autocomplete="off" v-model="chosen" @keydown="moved" @pointerdown="byKey = false" @change="changed">
          <option value="">{{ choice.all }}</option>
          <option v-for="place in choice.places" :key="place.value" :value="place.value">{{ place.label }}</option>
        </select><span class="sign down" aria-hidden="true"></span></span></template>
        <label for="statement-day">{{ choice.day_label }}</label>
        <input id="statement-day" class="input day" type="date" required :name="day === choice.today ? null : 'as_of'" v-model="day" :max="choice.today" @input="waiting = true">
        <button v-if="waiting" class="btn">{{ choice.show }}</button>
      </form>
      <div v-if="head.notice" class="notice info" role="status"><span class="sign alert" aria-hidden="true"></span><span>{{ head.notice }}</span></div>
      <div class="figures">
        <div v-for="(figure, index) in figures" :key="index" class="card" :class="{ middle: index === 2 }">
          <div class="key">{{ figure.label }}</div><div class="value" :class="figure.tone">{{ figure.value }}</div><div class="note"><a v-if="figure.href" :href="figure.href">{{ figure.note }}</a><template v-else>{{ figure.note }}</template></div>
        </div>
        <div class="card wide">
          <div class="key">{{ aging.label }}</div>
          <div class="aging" role="img" :aria-label="aging.spoken"><template v-for="(age, index) in aging.ages" :key="index"><i v-if="age.share" :class="'age-' + index" :style="{ flexGrow: age.share }"></i></template></div>
          <div class="ages"><div v-for="(age, index) in aging.ages" :key="index"><span class="key"><i class="dot" :class="'age-' + index"></i>{{ age.label }}</span><b>{{ age.value }}</b></div></div>
        </div>
      </div>
      <div v-if="!rows.length" class="none"><h2>{{ empty.title }}</h2><p>{{ empty.text }}</p></div>
      <template v-else-if="narrow">
        <ul class="items" :aria-label="head.title">
          <li v-for="row in rows" :key="row.number">
            <div class="title"><a :href="link('invoices', row.number)">{{ row.number }}</a></div>
            <div class="amount">{{ shares ? row.share : row.balance }}<small v-if="row.held">{{ row.held }}</small></div>
            <div class="line">{{ row.place }}</div><div class="aside">{{ row.of_total }}</div>
            <div class="line last">{{ row.invoiced_on }}<template v-if="row.order"> · {{ columns[5].label }} {{ row.order }}</template></div>
            <div class="line last" :class="{ bad: row.late }">{{ row.due_on }}<template v-if="row.late"> · {{ row.late }}</template></div>
          </li>
        </ul>
        <p class="sum"><span>{{ total.label }}</span><b>{{ total.value }}</b></p>
      </template>
      <div v-else class="rows"><table>
        <caption class="unseen">{{ head.title }}</caption>
        <thead><tr><th v-for="(column, index) in columns" :key="index" scope="col" class="plain-head" :class="{ money: column.money }">{{ column.label }}</th></tr></thead>
        <tbody><tr v-for="row in rows" :key="row.number">
          <td><a :href="link('invoices', row.number)">{{ row.number }}</a></td>
          <td>{{ row.invoiced }}</td>
          <td>{{ row.due }}<small v-if="row.late" class="bad">{{ row.late }}</small></td>
          <td class="soft">{{ row.terms }}</td>
          <td class="long" :title="row.place">{{ row.place }}</td>
          <td class="soft long">{{ row.order }}</td>
          <td class="money">{{ row.total }}</td>
          <td class="money" :class="{ strong: !shares }">{{ row.balance }}<small v-if="row.held && !shares">{{ row.held }}</small></td>
          <td v-if="shares" class="money strong">{{ row.share }}<small v-if="row.held">{{ row.held }}</small></td>
        </tr></tbody>
        <tfoot><tr><th scope="row" :colspan="columns.length - 1">{{ total.label }}</th><td class="money strong">{{ total.value }}</td></tr></tfoot>
      </table></div>
      <div v-if="pager.range" class="pager"><span role="status">{{ pager.range }}</span>
        <nav :aria-label="pager.label"><template v-for="(step, sign) in { left: pager.previous, right: pager.next }" :key="sign"><a v-if="step.href" class="tool ringed" :href="step.href" :aria-label="step.label" :title="step.label"><span class="sign" :class="sign" aria-hidden="true"></span></a></template></nav>
      </div>
      <section v-if="split.places.length" class="split" :aria-label="split.title">
        <h2>{{ split.title }}</h2><p v-if="split.note && !narrow" class="muted">{{ split.note }}</p>
        <template v-if="narrow"><ul class="items" :aria-label="split.title">
          <li v-for="place in split.places" :key="place.href"><div class="title"><a :href="place.href">{{ place.name }}</a></div><div class="amount">{{ place.balance }}</div><div v-if="place.late" class="line bad">{{ place.late }}</div></li>
        </ul><p class="sum"><span>{{ split.total }}</span><b>{{ split.balance }}</b></p></template>
        <div v-else class="rows"><table>
          <caption class="unseen">{{ split.title }}</caption>
          <thead><tr><th v-for="(column, index) in split.columns" :key="column" scope="col" class="plain-head" :class="{ money: index }">{{ column }}</th></tr></thead>
          <tbody><tr v-for="place in split.places" :key="place.href"><td><a :href="place.href">{{ place.name }}</a></td><td class="money soft">{{ place.invoices }}</td><td class="money" :class="{ bad: place.late }">{{ place.overdue }}</td><td class="money strong">{{ place.balance }}</td></tr></tbody>
          <tfoot><tr><th scope="row" colspan="2">{{ split.total }}</th><td class="money">{{ split.overdue }}</td><td class="money strong">{{ split.balance }}</td></tr></tfoot>
        </table></div>
      </section>
      <section v-if="process.payments.length" class="card process" :aria-label="process.title">
        <h2>{{ process.title }}</h2><p class="muted">{{ process.note }}</p>
        <ul class="things"><li v-for="payment in process.payments" :key="payment.number">
          <div><a :href="link('payments', payment.number)">{{ payment.title }}</a><small>{{ payment.note }}</small></div><b>{{ payment.amount }}</b>
        </li></ul>
      </section>
      <p class="papers"><a :href="head.papers.href">{{ head.papers.label }}</a></p>
      <p v-if="footer" class="muted footer">{{ footer }}</p>
    </article>`,
  props: { head: Object, choice: Object, figures: Array, aging: Object, columns: Array, rows: Array, total: Object, pager: Object, split: Object, process: Object, empty: Object, footer: String },
  data() {
    return { narrow: matchMedia(NARROW).matches, chosen: this.choice.chosen, day: this.choice.day, byKey: false, waiting: false };
  },
  computed: {
    shares: ({ columns }) => columns.length > 8,
  },
  mounted() {
    this.resized = (event) => { this.narrow = event.matches; };
    this.width = matchMedia(NARROW);
    this.width.addEventListener("change", this.resized);
    this.shownAgain = () => { // by "Back": what was chosen here led elsewhere
      this.chosen = this.choice.chosen;
      this.day = this.choice.day;
      this.waiting = false;
    };
    window.addEventListener("pageshow", this.shownAgain);
  },
  unmounted() {
    this.width.removeEventListener("change", this.resized);
    window.removeEventListener("pageshow", this.shownAgain);
  },
  methods: {
    link: (kind, number) => `/${kind}/${encodeURIComponent(number)}`,
    take(event) { // of what stands in the fields, also before it is shown
      if (!this.waiting) return;
      if (this.$refs.form.reportValidity()) event.currentTarget.search = new URLSearchParams(new FormData(this.$refs.form));
      else event.preventDefault();
    },
    moved(event) {
      if (event.key === "Enter" && this.waiting) {
        event.preventDefault();
        this.$refs.form.requestSubmit();
      } else {
        this.byKey = !event.altKey && (MOVES.includes(event.key) || event.key.length === 1 && event.key !== " ");
      }
    },
    changed() {
      if (this.byKey) this.waiting = true; // each arrow key changes it: wait for Enter, or for the button
      else this.$nextTick(() => this.$refs.form.requestSubmit());
    },
  },
};
