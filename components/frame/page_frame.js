export default {
  template: `
    <div class="portal frame">
      <a class="skip" href="#main" @click.prevent="skip">{{ words.skip }}</a>
      <div v-if="look" class="strip look" role="status"><div><span class="sign alert" aria-hidden="true"></span><span>{{ look.said }}</span><form method="post" :action="look.href"><button class="btn small">{{ look.end }}</button></form></div></div>
      <header class="bar"><div>
        <a class="home" href="/"><img v-if="company.logo" class="logo picture" :src="company.logo" alt=""><span v-else class="logo" aria-hidden="true">{{ company.letter }}</span><span class="name">{{ company.name }}</span></a>
        <span class="grow"></span>
        <component :is="account.href ? 'a' : 'div'" class="account" :href="account.href">
          <span><b>{{ account.name }}</b><small>{{ account.line }}</small></span>
          <span v-if="account.href" class="unseen">{{ words.change }}</span>
          <span v-if="account.href" class="sign down muted" aria-hidden="true"></span>
        </component>
        <div class="person" ref="person" @keydown.esc="close(true)">
          <button ref="avatar" type="button" class="avatar" :aria-expanded="open" aria-controls="person-menu" @click="toggle"><span aria-hidden="true">{{ person.initials }}</span><span class="unseen">{{ words.menu }}</span></button>
          <div v-if="open" id="person-menu" class="popup">
            <div class="who"><b>{{ person.name }}</b><span class="muted">{{ person.email }}</span></div>
            <a class="item" href="/account">{{ words.account }}</a>
            <a v-if="account.href" class="item" :href="account.href">{{ words.change }}</a>
            <template v-if="!look">
            <div class="label" id="theme-label">{{ words.theme }}</div>
            <form method="post" action="/account/theme"><input type="hidden" name="next" :value="here">
              <div class="segments" role="group" aria-labelledby="theme-label">
                <button v-for="theme in themes" :key="theme.value" name="theme" :value="theme.value" :aria-pressed="theme.value === person.theme">{{ theme.label }}</button>
              </div>
            </form>
            <form method="post" action="/sign-out"><button class="item">{{ words.out }}</button></form>
            </template>
          </div>
        </div>
      </div></header>
      <div class="strip news" role="status" :hidden="!banner"><div><span class="sign alert" aria-hidden="true"></span><span>{{ banner }}</span></div></div>
      <main id="main" ref="main" tabindex="-1"><slot></slot></main>
      <footer class="foot"><div>
        <span>{{ company.name }}</span>
        <a v-if="company.phone" :href="company.call">{{ company.phone }}</a>
        <a v-if="company.email" :href="company.mail">{{ company.email }}</a>
        <span v-if="company.hours">{{ company.hours }}</span>
      </div></footer>
    </div>`,
  props: { company: Object, banner: String, look: Object, account: Object, person: Object, themes: Array, words: Object },
  data: () => ({ open: false, here: "/" }),
  mounted() {
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
