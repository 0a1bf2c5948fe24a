export default {
  template: `
    <div class="portal frame staff">
      <a class="skip" href="#main" @click.prevent="skip">{{ words.skip }}</a>
      <header class="bar"><div>
        <a class="home" href="/staff"><img v-if="company.logo" class="logo picture" :src="company.logo" alt=""><span v-else class="logo" aria-hidden="true">{{ company.letter }}</span><span class="name">{{ company.name }}</span><span class="office">{{ words.office }}</span></a>
        <nav class="sections" :aria-label="words.sections">
          <a v-for="section in sections" :key="section.href" :href="section.href" :aria-current="section.isHere ? 'page' : null">{{ section.label }}</a>
        </nav>
        <div class="person" ref="person" @keydown.esc="close(true)">
          <button ref="avatar" type="button" class="avatar" :aria-expanded="open" aria-controls="person-menu" @click="toggle"><span aria-hidden="true">{{ person.initials }}</span><span class="unseen">{{ words.menu }}</span></button>
          <div v-if="open" id="person-menu" class="popup">
            <div class="who"><b>{{ person.name }}</b><span class="muted">{{ person.email }}</span><span class="muted">{{ person.role }}</span></div>
            <a class="item" href="/staff/account">{{ words.account }}</a>
            <div class="label" id="theme-label">{{ words.theme }}</div>
            <form method="post" action="/staff/theme"><input type="hidden" name="next" :value="here">
              <div class="segments" role="group" aria-labelledby="theme-label">
                <button v-for="theme in themes" :key="theme.value" name="theme" :value="theme.value" :aria-pressed="theme.value === person.theme">{{ theme.label }}</button>
              </div>
            </form>
            <template v-if="languages.length > 1">
              <div class="label" id="language-label">{{ words.language }}</div>
              <form method="post" action="/staff/language"><input type="hidden" name="next" :value="here">
                <div class="segments" role="group" aria-labelledby="language-label">
                  <button v-for="language in languages" :key="language.value" name="locale" :value="language.value" :lang="language.value.replace('_', '-')" :aria-pressed="language.value === person.locale">{{ language.label }}</button>
                </div>
              </form>
            </template>
            <form method="post" action="/staff/sign-out"><button class="item">{{ words.out }}</button></form>
          </div>
        </div>
      </div></header>
      <main id="main" ref="main" tabindex="-1"><slot></slot></main>
    </div>`,
  props: { company: Object, person: Object, sections: Array, themes: Array, languages: Array, words: Object },
  data: () => ({ open: false, here: "/staff" }),
  mounted() {
    this.$el.querySelector(".sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    this.outside = (event) => this.$refs.person.contains(event.target) || this.close(false);
    document.addEventListener("pointerdown", this.outside);
    document.addEventListener("focusin", this.outside);
    this.sent = (event) => { window.portalSent = !event.defaultPrevented; };
    window.addEventListener("submit", this.sent);
  },
  unmounted() {
    window.removeEventListener("submit", this.sent);
    document.removeEventListener("pointerdown", this.outside);
    document.removeEventListener("focusin", this.outside);
  },
  methods: {
    toggle() {
      this.here = location.pathname + location.search;
      this.open = !this.open;
    },
    skip() {
      this.$refs.main.focus();
    },
    close(byKey) {
      if (this.open && byKey) this.$refs.avatar.focus();
      this.open = false;
    },
  },
};
