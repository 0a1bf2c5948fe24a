export default {
  template: `
    <dl class="figures standing six">
      <div v-for="figure in figures" :key="figure.label" class="card"><dt class="key">{{ figure.label }}</dt><dd class="value" :class="{ bad: figure.isBad }"><a :href="figure.href" :aria-label="figure.label + ': ' + figure.value">{{ figure.value }}</a></dd><dd class="note">{{ figure.note }}</dd></div>
    </dl>`,
  props: { figures: Array },
};
