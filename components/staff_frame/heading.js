export default {
  template: `
    <header class="head">
      <div class="titles"><div><h1>{{ title }}</h1></div><p v-if="line" class="muted">{{ line }}</p></div>
      <span class="grow"></span>
      <a v-for="way in ways" :key="way.href" class="btn" :href="way.href">{{ way.label }}</a>
    </header>`,
  props: { title: String, line: String, ways: Array },
};
