const plain = (event) => event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

export default {
  template: `
    <div>
      <nav class="tabs" ref="nav" :aria-label="label">
        <a v-for="tab in tabs" :key="tab.name" :href="tab.href" :aria-current="tab.name === current ? 'page' : null" @click="follow($event, tab)">
          {{ tab.label }} <em v-if="tab.tally">{{ tab.tally }}<span v-if="tab.more" class="unseen">{{ tab.more }}</span></em>
        </a>
      </nav>
      <section v-for="tab in tabs" :key="tab.name" v-show="tab.name === current" :aria-label="tab.label">
        <slot :name="tab.name"></slot>
        <div v-if="tab.name === current && !$slots[tab.name]" class="waiting" aria-hidden="true"></div>
      </section>
    </div>`,
  props: { label: String, tabs: Array, first: String, site: String },
  emits: ["open"],
  data() {
    return { current: this.first };
  },
  created() {
    this.searches = {}; // the address each tab was left at
  },
  mounted() {
    this.back = () => this.show(this.tabs.find((tab) => tab.paths.includes(location.pathname)));
    window.addEventListener("popstate", this.back);
    this.reveal();
  },
  unmounted() {
    window.removeEventListener("popstate", this.back);
  },
  methods: {
    follow(event, tab) {
      if (!plain(event)) return;
      event.preventDefault();
      if (tab.name === this.current) return;
      this.searches[this.current] = location.search;
      history.pushState(null, "", tab.href + (this.searches[tab.name] ?? ""));
      this.show(tab);
    },
    show(tab) {
      if (!tab) return;
      this.current = tab.name;
      document.title = tab.label + " · " + this.site;
      this.$emit("open", tab.name);
      this.$nextTick(this.reveal);
    },
    reveal() {
      const link = this.$refs.nav.querySelector("[aria-current]");
      const nav = this.$refs.nav;
      if (link && link.offsetLeft + link.offsetWidth > nav.scrollLeft + nav.clientWidth) nav.scrollLeft = link.offsetLeft - 40;
    },
  },
};
