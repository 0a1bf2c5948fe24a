const DEED = {
  props: { deed: Object },
  template: `
    <form v-if="deed.posts" method="post" :action="deed.href"><input v-if="deed.account" type="hidden" name="account" :value="deed.account"><button class="btn small" :aria-label="deed.spoken || null">{{ deed.label }}</button></form>
    <a v-else class="btn small" :href="deed.href" :download="deed.saves ? '' : null" :aria-label="deed.spoken || null"><span v-if="deed.sign" class="sign" :class="deed.sign" aria-hidden="true"></span>{{ deed.label }}</a>`,
};

const SECTION = {
  components: { "sheet-deed": DEED },
  props: { section: Object },
  template: `
    <section class="card" :aria-label="section.title">
      <h2 v-if="section.title">{{ section.title }}</h2>
      <dl v-if="section.kind === 'facts'" class="facts" :class="{ sums: section.sums }">
        <template v-for="fact in section.facts" :key="fact.label">
          <dt :class="{ big: fact.big }">{{ fact.label }}</dt>
          <dd :class="[fact.tone, { big: fact.big }]"><a v-if="fact.href" :href="fact.href">{{ fact.value }}</a><template v-else>{{ fact.value }}</template></dd>
        </template>
      </dl>
      <ol v-else-if="section.kind === 'events'" class="events">
        <li v-for="(event, index) in section.events" :key="index"><time>{{ event.at }}</time>{{ event.text }}</li>
      </ol>
      <ul v-else-if="section.kind === 'things'" class="things">
        <li v-for="(thing, index) in section.things" :key="index">
          <div><a v-if="thing.href" :href="thing.href">{{ thing.title }}</a><b v-else>{{ thing.title }}</b><small v-for="note in thing.notes" :key="note">{{ note }}</small></div>
          <span v-if="thing.word" class="status" :class="thing.word.tone"><span class="sign" :class="thing.word.sign" aria-hidden="true"></span>{{ thing.word.text }}</span>
          <span v-for="word in thing.more_words" :key="word.text" class="status" :class="word.tone"><span class="sign" :class="word.sign" aria-hidden="true"></span>{{ word.text }}</span>
          <b v-if="thing.amount">{{ thing.amount }}</b>
          <span v-if="thing.deeds.length" class="deeds"><sheet-deed v-for="deed in thing.deeds" :key="deed.href" :deed="deed" /></span>
        </li>
        <li v-if="!section.things.length" class="empty">{{ section.empty }}</li>
        <li v-if="section.deed" class="deeds"><sheet-deed :deed="section.deed" /></li>
      </ul>
      <table v-else class="lines">
        <thead><tr><th v-for="(column, index) in section.columns" :key="index" scope="col" :class="looks(index)">{{ column }}</th></tr></thead>
        <tbody v-for="(group, index) in section.groups" :key="index">
          <tr v-if="group.title" class="group"><th :colspan="section.columns.length" scope="rowgroup">{{ group.title }}<small>{{ group.note }}</small></th></tr>
          <tr v-for="(line, place) in group.lines" :key="place">
            <td>{{ line.text }}<small v-if="line.price && line.price !== line.amount" class="times">{{ [line.quantity, line.price].filter(Boolean).join(" × ") }}</small><small v-if="line.why">{{ line.why }}</small><small v-if="line.note"><a v-if="line.href" :href="line.href">{{ line.note }}</a><template v-else>{{ line.note }}</template></small></td>
            <td class="money extra">{{ line.quantity }}</td><td class="money extra">{{ line.price }}</td><td class="money">{{ line.amount }}</td>
          </tr>
          <tr v-if="group.subtotal" class="subtotal"><td>{{ group.subtotal_label }}</td><td class="extra"></td><td class="extra"></td><td class="money">{{ group.subtotal }}</td></tr>
        </tbody>
        <tfoot><tr class="total"><td>{{ section.total_label }}</td><td class="extra"></td><td class="extra"></td><td class="money">{{ section.total }}</td></tr></tfoot>
      </table>
    </section>`,
  methods: {
    looks(index) {
      return { money: index > 0, extra: index === 1 || index === 2 };
    },
  },
};

export default {
  components: { "sheet-section": SECTION },
  template: `
    <article>
      <a v-if="head.back" class="way-back" :href="head.back.href" @click.exact="goBack"><span class="sign left" aria-hidden="true"></span>{{ head.back.label }}</a>
      <header class="head">
        <div class="titles"><div><h1>{{ head.title }}</h1>
          <span v-if="head.word" class="status" :class="head.word.tone"><span class="sign" :class="head.word.sign" aria-hidden="true"></span>{{ head.word.text }}</span></div>
          <p v-if="head.line" class="muted">{{ head.line }}</p></div>
        <span class="grow"></span>
        <a v-if="head.download" class="btn" :href="head.download.href" download><span class="sign download" aria-hidden="true"></span>{{ head.download.label }}</a>
        <button v-if="head.pay" type="button" class="btn primary on-desk" @click="$emit('pay')">{{ head.pay }}</button>
      </header>
      <div v-if="head.pay" class="stick"><button type="button" class="btn primary" @click="$emit('pay')">{{ head.pay }}</button></div>
      <div v-for="(notice, index) in head.notices" :key="index" class="notice" :class="notice.tone" role="status"><span class="sign" :class="notice.sign" aria-hidden="true"></span><span>{{ notice.text }}</span><a v-if="notice.href" class="btn small" :href="notice.href">{{ notice.link }}</a></div>
      <div class="sheet">
        <div><sheet-section v-for="(section, index) in main" :key="index" :section="section" /></div>
        <div><sheet-section v-for="(section, index) in aside" :key="index" :section="section" /><slot></slot></div>
      </div>
    </article>`,
  props: { head: Object, main: Array, aside: Array },
  emits: ["pay"],
  methods: {
    goBack(event) {
      const from = URL.canParse(document.referrer) ? new URL(document.referrer) : null;
      if (from?.origin !== location.origin || !["/", event.currentTarget.pathname].includes(from.pathname)) return;
      event.preventDefault(); // the list as it was left, with its search and filters
      history.back();
    },
  },
};
