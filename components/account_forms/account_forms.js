export default {
  template: `
    <section class="card" :aria-label="words.theme">
      <h2 id="appearance">{{ words.theme }}</h2>
      <form method="post" :action="base + '/theme'"><input type="hidden" name="next" :value="here"><div class="segments" role="group" aria-labelledby="appearance">
        <button v-for="theme in themes" :key="theme.value" name="theme" :value="theme.value" :aria-pressed="theme.value === chosen">{{ theme.label }}</button>
      </div></form>
    </section>
    <section v-if="languages.length > 1" class="card" :aria-label="words.language">
      <h2 id="language">{{ words.language }}</h2>
      <form method="post" :action="base + '/language'"><input type="hidden" name="next" :value="here"><div class="segments" role="group" aria-labelledby="language">
        <button v-for="one in languages" :key="one.value" name="locale" :value="one.value" :lang="one.lang" :aria-pressed="one.value === spoken">{{ one.label }}</button>
      </div></form>
    </section>
    <section class="card" id="password" :aria-label="words.password">
      <h2>{{ words.password }}</h2>
      <form method="post" :action="base + '/password'" @submit="check">
        <input class="unseen" type="text" name="username" :value="email" autocomplete="username" tabindex="-1" aria-hidden="true" readonly>
        <label class="field"><span>{{ words.current }}</span><input type="password" name="current" autocomplete="current-password" required maxlength="1000"></label>
        <label class="field"><span>{{ words.new }}</span><input ref="wanted" type="password" name="new" autocomplete="new-password" required maxlength="1000" aria-describedby="password-hint" @input="differ = false"></label>
        <p id="password-hint" class="muted hint">{{ words.hint }}</p>
        <label class="field"><span>{{ words.again }}</span><input ref="again" type="password" name="again" autocomplete="new-password" required maxlength="1000" :aria-invalid="differ || null" aria-describedby="password-differs" @input="differ = false"></label>
        <p id="password-differs" class="wrong" role="alert">{{ differ ? words.differ : "" }}</p>
        <button class="btn primary">{{ words.change }}</button>
      </form>
    </section>
    <section class="card" id="sign-ins" :aria-label="words.sign_ins">
      <h2>{{ words.sign_ins }}</h2>
      <ul class="things">
        <li v-for="one in sessions" :key="one.id">
          <div><b>{{ one.title }}</b><small>{{ one.note }}</small><small>{{ one.place }}</small></div>
          <span v-if="one.mine" class="status ok"><span class="sign check" aria-hidden="true"></span>{{ words.this_one }}</span>
          <form v-else method="post" :action="base + '/sign-ins/end'"><button class="btn small" name="session" :value="one.id" :aria-label="one.end">{{ words.end }}</button></form>
        </li>
      </ul>
      <form method="post" :action="base + '/sign-ins/end'" class="foot-action"><button class="btn small" name="session" value="all">{{ words.everywhere }}</button></form>
    </section>`,
  inheritAttrs: false,
  props: { base: String, here: String, words: Object, themes: Array, chosen: String, languages: Array, spoken: String, email: String, sessions: Array },
  data: () => ({ differ: false }),
  methods: {
    check(event) {
      this.differ = this.$refs.wanted.value !== this.$refs.again.value;
      if (!this.differ) return;
      event.preventDefault();
      this.$refs.again.focus();
    },
  },
};
