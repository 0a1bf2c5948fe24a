const USUAL = { q: "", status: "", from: "", to: "", location: "", sort: "", page: "1", size: "25" };
const NARROW = "(max-width: 979px)"; // cards below it
const DAY = 86400000;
const iso = (time) => new Date(time).toISOString().slice(0, 10);
const fill = (text, value) => text.replace("{}", value);

export default {
  template: `
    <div class="grid" @keydown.esc="close(true)">
      <div v-if="shown.notice" class="notice warn" role="alert">
        <span class="sign alert" aria-hidden="true"></span><span>{{ shown.notice }}</span>
        <button type="button" class="btn small" @click="clear">{{ words.clear }}</button>
      </div>
      <div v-if="!shown.bare" class="tools" role="search" :aria-label="words.filters">
        <div class="seek"><span class="sign search" aria-hidden="true"></span>
          <input ref="search" type="search" class="input" :value="text" :placeholder="spec.hint" :aria-label="spec.hint" maxlength="100" autocomplete="off" spellcheck="false" @input="typed" @keydown.enter="seek">
        </div>
        <div v-if="narrow && spec.export" class="holder"><button type="button" class="btn small" :aria-expanded="open === 'export'" @click="toggle('export', $event)">{{ words.export }}<span class="sign down" aria-hidden="true"></span></button></div>
        <div class="chips">
          <div role="group" :aria-label="words.status" style="display:contents">
            <button v-for="filter in spec.filters" :key="filter.value" type="button" class="chip" :aria-pressed="filter.value === shown.status" @click="ask({ status: filter.value })">{{ filter.label }}<b v-if="filter.count">{{ filter.count }}</b></button>
          </div>
          <div v-if="spec.dates" class="holder">
            <button type="button" class="chip" :class="{ on: shown.dates }" :aria-expanded="open === 'dates'" @click="toggle('dates', $event)">{{ shown.dates || words.any_date }}<span class="sign down" aria-hidden="true"></span></button>
          </div>
          <span v-if="spec.locations.length > 1" class="pick">
            <select class="chip" :class="{ on: asked.location }" :aria-label="words.location" :value="asked.location" @change="ask({ location: $event.target.value })">
              <option value="">{{ words.all_locations }}</option>
              <option v-for="place in spec.locations" :key="place.value" :value="place.value">{{ place.label }}</option>
            </select><span class="sign down" aria-hidden="true"></span>
          </span>
          <span v-if="narrow" class="pick">
            <select class="chip" :aria-label="words.sort" :value="shown.sort" @change="ask({ sort: $event.target.value })">
              <template v-for="column in spec.columns.filter((one) => one.sorts)" :key="column.key">
                <option :value="column.key">{{ column.label }} ↑</option><option :value="'-' + column.key">{{ column.label }} ↓</option>
              </template>
            </select><span class="sign down" aria-hidden="true"></span>
          </span>
          <button v-if="shown.filtered" type="button" class="chip" @click="clear"><span class="sign cross" aria-hidden="true"></span>{{ words.clear }}</button>
        </div>
        <div v-if="!narrow && spec.export" class="holder"><button type="button" class="btn small" :aria-expanded="open === 'export'" @click="toggle('export', $event)">{{ words.export }}<span class="sign down" aria-hidden="true"></span></button></div>
      </div>
      <div v-if="open" ref="popup" class="popup floating" :class="open" :style="place">
        <template v-if="open === 'export'">
          <a class="item" :href="spec.export + '.csv' + shown.query" download @click="close(true)"><span class="sign download" aria-hidden="true"></span>{{ words.csv }}</a>
          <a class="item" :href="spec.export + '.xlsx' + shown.query" download @click="close(true)"><span class="sign download" aria-hidden="true"></span>{{ words.excel }}</a>
          <a v-if="spec.pack && shown.rows.length" class="item" :href="packOf()"><span class="sign download" aria-hidden="true"></span>{{ words.papers }}</a>
        </template>
        <form v-else @submit.prevent="choose({ from, to })">
          <div class="quick"><button v-for="span in spans" :key="span.label" type="button" class="chip" @click="choose(span)">{{ span.label }}</button></div>
          <label class="field"><span>{{ words.from }}</span><input ref="from" type="date" v-model="from" :max="to || null"></label>
          <label class="field"><span>{{ words.to }}</span><input type="date" v-model="to" :min="from || null"></label>
          <div class="do"><button type="button" class="btn small quiet" @click="choose({ from: '', to: '' })">{{ words.any_date }}</button><button class="btn small primary">{{ words.apply }}</button></div>
        </form>
      </div>
      <div :class="{ busy }" :aria-busy="busy">
        <div v-if="!shown.rows.length" class="none">
          <h2>{{ shown.empty.title }}</h2><p>{{ shown.empty.text }}</p>
          <button v-if="shown.empty.clear" type="button" class="btn" @click="clear">{{ words.clear_filters }}</button>
        </div>
        <ul v-else-if="narrow" class="items" :aria-label="spec.title">
          <li v-for="row in shown.rows" :key="row.key">
            <div class="title"><label v-if="boxes && boxOf(row)" class="which"><input type="checkbox" :checked="picked.has(row.key)" :aria-label="boxOf(row)" @change="pick([row.key], $event.target.checked)"></label><a v-if="cell(row, card.title).href" :href="cell(row, card.title).href">{{ cell(row, card.title).text }}</a><b v-else>{{ cell(row, card.title).text }}</b>
              <span v-if="cell(row, card.status).text" class="status" :class="cell(row, card.status).tone"><span class="sign" :class="cell(row, card.status).sign" aria-hidden="true"></span>{{ cell(row, card.status).text }}</span></div>
            <div class="amount" :class="{ settled: cell(row, card.amount).settled }">{{ cell(row, card.amount).text }}<small v-if="cell(row, card.amount).note">{{ cell(row, card.amount).note }}</small></div>
            <template v-for="(line, index) in lines(row)" :key="index">
              <div class="line" :class="[line.tone, { last: index, cut: line.cut }]">{{ line.text }}</div>
              <div v-if="index === 0" class="aside">{{ card.aside ? said(row, card.aside) : "" }}</div>
            </template>
            <div v-if="row.downloads.length || row.pay" class="does"><a v-for="file in row.downloads" :key="file.href" class="tool" :href="file.href" :aria-label="file.label" :title="file.label" download><span class="sign download" aria-hidden="true"></span></a><button v-if="row.pay" type="button" class="btn small" :class="{ quiet: !row.pay.box }" :aria-label="row.pay.button" @click="$emit('pay', row.key)">{{ words.pay }}</button></div>
          </li>
        </ul>
        <div v-else class="rows"><table>
          <caption class="unseen">{{ spec.title }}</caption>
          <thead><tr>
            <th v-if="boxes" scope="col" class="box"><label class="which"><input ref="all" type="checkbox" :checked="all" :aria-label="words.pick_all" :title="words.pick_all" @change="pick(choosable, $event.target.checked)"></label></th>
            <th v-for="column in spec.columns" :key="column.key" scope="col" :class="{ money: column.kind === 'money' }" :aria-sort="sorted(column)">
              <span v-if="!column.sorts" class="plain-head">{{ column.label }}</span>
              <button v-else type="button" @click="sort(column)">{{ column.label }}<span v-if="sorted(column)" class="sign" :class="sorted(column)" aria-hidden="true"></span></button>
            </th>
            <th v-if="spec.downloads" scope="col"><span class="unseen">{{ words.download }}</span></th>
          </tr></thead>
          <tbody><tr v-for="row in shown.rows" :key="row.key" :class="{ picked: picked.has(row.key) }">
            <td v-if="boxes" class="box"><label v-if="boxOf(row)" class="which"><input type="checkbox" :checked="picked.has(row.key)" :aria-label="boxOf(row)" @change="pick([row.key], $event.target.checked)"></label></td>
            <td v-for="column in spec.columns" :key="column.key" :class="looks(row, column)" :title="column.kind === 'long' ? cell(row, column.key).text : null">
              <a v-if="cell(row, column.key).href" :href="cell(row, column.key).href">{{ cell(row, column.key).text }}</a>
              <span v-else-if="cell(row, column.key).sign" class="status" :class="cell(row, column.key).tone"><span class="sign" :class="cell(row, column.key).sign" aria-hidden="true"></span>{{ cell(row, column.key).text }}</span>
              <template v-else>{{ cell(row, column.key).text }}</template>
              <small v-if="cell(row, column.key).note" :class="cell(row, column.key).tone">{{ cell(row, column.key).note }}</small>
            </td>
            <td v-if="spec.downloads" class="does"><div><a v-for="file in row.downloads" :key="file.href" class="tool" :href="file.href" :aria-label="file.label" :title="file.label" download><span class="sign download" aria-hidden="true"></span></a><button v-if="row.pay" type="button" class="btn small" :class="{ quiet: !row.pay.box }" :aria-label="row.pay.button" @click="$emit('pay', row.key)">{{ words.pay }}</button></div></td>
          </tr></tbody>
        </table></div>
      </div>
      <div v-if="shown.rows.length" class="pager">
        <span role="status">{{ shown.range }}</span>
        <nav :aria-label="words.pages">
          <span class="pick"><select class="chip" :aria-label="words.size" :value="asked.size" @change="ask({ size: $event.target.value })">
            <option v-for="size in spec.sizes" :key="size" :value="String(size)">{{ fill(words.per_page, size) }}</option>
          </select><span class="sign down" aria-hidden="true"></span></span>
          <button v-for="step in shown.page > 1 || shown.more ? steps : []" :key="step.sign" type="button" class="tool ringed" :aria-label="step.label" :title="step.label" :aria-disabled="!step.page || null" @click="step.page && ask({ page: String(step.page) })"><span class="sign" :class="step.sign" aria-hidden="true"></span></button>
        </nav>
      </div>
      <div v-if="picked.size" class="picks" role="region" :aria-label="words.picked">
        <button type="button" class="btn" @click="letGo">{{ words.let_go }}</button>
        <a v-if="spec.pack" class="btn" :class="{ primary: !pays }" :href="packOf(picked)">{{ words.papers_of }}</a>
        <button v-if="pays" type="button" class="btn primary" :aria-disabled="!pickedText || null" @click="pickedText && $emit('pay', '')">{{ pickedText || words.pay }}</button>
      </div>
    </div>`,
  props: { spec: Object, words: Object, view: Object },
  emits: ["wish", "count", "pick", "pay"],
  data() {
    const narrow = matchMedia(NARROW);
    const wish = this.view.wish;
    return { shown: this.view, asked: { ...wish }, text: wish.q, busy: false, open: "", place: null, narrow: narrow.matches, from: "", to: "", picked: new Set(), pickedText: null };
  },
  created() {
    this.turn = this.view.turn; // the newest question; older answers are dropped
    this.picks = 0; // and the newest choice
    this.timer = null;
  },
  mounted() {
    this.resized = (event) => { this.narrow = event.matches; this.open = ""; };
    this.outside = (event) => this.open && !this.$refs.popup?.contains(event.target) && !event.target.closest?.("[aria-expanded]") && this.close(false);
    this.turnedAway = () => { this.busy = false; this.asked = { ...this.shown.wish }; this.text = this.asked.q; }; // what was asked was not let in
    this.listening = [[window, "portal-turned-away", this.turnedAway], [matchMedia(NARROW), "change", this.resized], [document, "pointerdown", this.outside], [document, "focusin", this.outside], [window, "popstate", this.back]];
    this.listening.forEach(([target, name, listener]) => target.addEventListener(name, listener));
    this.counting();
  },
  unmounted() {
    clearTimeout(this.timer);
    this.listening.forEach(([target, name, listener]) => target.removeEventListener(name, listener));
  },
  watch: {
    view(view) {
      if (view.turn < this.turn) return;
      this.shown = view;
      this.asked = { ...view.wish };
      this.busy = false;
      if (document.activeElement !== this.$refs.search) this.text = view.wish.q;
      if (view.failed) return;
      this.remember();
      this.counting();
    },
  },
  computed: {
    card: ({ spec }) => spec.card,
    pays: ({ spec, pickedText }) => spec.pays && pickedText !== "", // nothing of what is chosen is to be paid
    boxes: ({ spec, choosable }) => choosable.length > 0 && (spec.pays || !!spec.pack),
    choosable: ({ shown }) => shown.rows.filter((row) => row.pay?.box || row.box).map((row) => row.key),
    all: ({ choosable, picked }) => choosable.length > 0 && choosable.every((key) => picked.has(key)),
    steps() {
      const { page, pages, more } = this.shown;
      return [
        { sign: "first", label: this.words.first, page: page > 1 ? 1 : 0 },
        { sign: "left", label: this.words.previous, page: page > 1 ? page - 1 : 0 },
        { sign: "right", label: this.words.next, page: more ? page + 1 : 0 },
        { sign: "last", label: this.words.last, page: more && pages ? pages : 0 },
      ];
    },
    spans() {
      const today = Date.parse(this.spec.today);
      const year = Number(this.spec.today.slice(0, 4));
      return [
        { label: this.words.days_30, from: iso(today - 30 * DAY), to: this.spec.today },
        { label: this.words.days_90, from: iso(today - 90 * DAY), to: this.spec.today },
        { label: String(year), from: year + "-01-01", to: year + "-12-31" },
        { label: String(year - 1), from: year - 1 + "-01-01", to: year - 1 + "-12-31" },
      ];
    },
  },
  methods: {
    fill,
    boxOf: (row) => row.pay?.box || row.box,
    ask(change) {
      clearTimeout(this.timer);
      this.asked = { ...this.asked, page: "1", ...change };
      this.turn += 1;
      this.busy = true;
      this.open = "";
      this.$emit("wish", { ...this.asked, turn: this.turn });
    },
    typed(event) {
      this.text = event.target.value;
      clearTimeout(this.timer);
      this.timer = setTimeout(this.seek, 300);
    },
    seek() {
      clearTimeout(this.timer);
      if (this.text.trim() !== this.asked.q) this.ask({ q: this.text.trim() });
    },
    clear() {
      this.text = "";
      this.ask({ q: "", status: "", from: "", to: "", location: "" });
      this.$refs.search.focus();
    },
    sort(column) {
      const usual = ["date", "money"].includes(column.kind) ? "-" : "";
      const at = this.sorted(column);
      this.ask({ sort: at ? (at === "ascending" ? "-" : "") + column.key : usual + column.key });
    },
    sorted(column) {
      return { [column.key]: "ascending", ["-" + column.key]: "descending" }[this.shown.sort] ?? null;
    },
    looks(row, { key, kind, strong, soft }) {
      const settled = Boolean(this.cell(row, key).settled);
      return { money: kind === "money", long: kind === "long", whole: kind === "whole", wraps: kind === "wraps", strong: strong && !settled, soft: soft || settled };
    },
    cell(row, key) {
      const cell = row.cells[key] ?? "";
      return typeof cell === "string" ? { text: cell } : cell;
    },
    said(row, part) {
      const cell = this.cell(row, part.key);
      return cell.text && cell.text !== "–" ? fill(part.text, cell.text) : "";
    },
    lines(row) {
      return this.card.lines.map((part) => {
        const cell = this.cell(row, part.key);
        return { text: this.said(row, part) + (cell.note ? ", " + cell.note : ""), tone: cell.note ? cell.tone : "", cut: part.cut };
      }).filter((line, index) => line.text || index === 0);
    },
    toggle(name, event) {
      const button = event.currentTarget;
      this.opener = button;
      this.open = this.open === name ? "" : name;
      this.from = this.asked.from;
      this.to = this.asked.to;
      if (this.open) this.$nextTick(() => this.stand(button));
    },
    stand(button) {
      const at = button.getBoundingClientRect();
      const home = this.$el.getBoundingClientRect();
      const width = this.$refs.popup.offsetWidth;
      const left = Math.max(0, Math.min(at.left - home.left, home.width - width));
      this.place = { left: left + "px", top: at.bottom - home.top + 6 + "px" };
      this.$nextTick(() => this.$refs.popup?.querySelector("a, button, input").focus({ preventScroll: true }));
    },
    close(byKey) {
      if (this.open && byKey) this.opener?.focus();
      this.open = "";
    },
    choose(span) {
      this.ask({ from: span.from, to: span.to });
      this.opener?.focus();
    },
    remember() {
      if (this.spec.paths.includes(location.pathname)) history.replaceState(history.state, "", location.pathname + this.shown.query);
    },
    back() {
      if (!this.spec.paths.includes(location.pathname) || location.search === this.shown.query) return;
      const address = new URLSearchParams(location.search);
      const wish = Object.fromEntries(Object.entries(USUAL).map(([key, usual]) => [key, address.get(key) ?? usual]));
      this.text = wish.q;
      this.ask(wish);
    },
    counting() {
      if (this.shown.counting) this.$emit("count", this.shown.turn);
    },
    pick(keys, on) {
      this.picked = on ? new Set([...this.picked, ...keys]) : new Set([...this.picked].filter((key) => !keys.includes(key)));
      this.tell(keys, on);
    },
    tell(keys, on) {
      if (this.spec.pays) this.$emit("pick", { keys, on, turn: ++this.picks });
    },
    packOf(keys) {
      if (!keys) return this.spec.pack + this.shown.query.replace("?", "&");
      return this.spec.pack + [...keys].map((key) => "&number=" + encodeURIComponent(key)).join("");
    },
    letGo() {
      this.picked = new Set();
      this.pickedText = null;
      this.tell([], false); // all of them, also those on other pages
      (this.$refs.all ?? this.$el.querySelector(".items input"))?.focus();
    },
    show_picked(turn, keys, text) {
      if (turn < this.picks) return; // a box was ticked since; its own answer is on the way
      this.picked = new Set(keys);
      this.pickedText = text;
    },
    counted(turn, range, pages, more) {
      if (turn === this.shown.turn) this.shown = { ...this.shown, range, pages, more, counting: false };
    },
  },
};
