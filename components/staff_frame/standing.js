export default {
  template: `
    <section>
      <div class="top"><div><h1>{{ title }}</h1></div></div>
      <p class="notice" :class="notice.tone"><span class="sign" :class="notice.sign" aria-hidden="true"></span><span>{{ notice.text }}</span></p>
      <dl class="figures standing six">
        <div v-for="figure in figures" :key="figure.label" class="card"><dt class="key">{{ figure.label }}</dt><dd class="value" :class="{ bad: figure.isBad }"><a v-if="figure.href" :href="figure.href" :aria-label="figure.label + ': ' + figure.value">{{ figure.value }}</a><template v-else>{{ figure.value }}</template></dd><dd class="note">{{ figure.note }}</dd></div>
      </dl>
    </section>`,
  props: { title: String, notice: Object, figures: Array },
};
