const BEFORE = 120000; // ms before the end
const LOOK = 5000;
const KEY = "portal-active";

export default {
  template: `
    <div v-if="shown" class="idle" role="alertdialog" aria-labelledby="idle-title" aria-describedby="idle-text">
      <div><b id="idle-title">{{ words.title }}</b><p id="idle-text">{{ words.text }}</p></div>
      <button type="button" class="btn primary" @click="stay">{{ words.stay }}</button>
    </div>`,
  props: { seconds: Number, words: Object },
  emits: ["stay"],
  data: () => ({ shown: false }),
  mounted() {
    this.active(); // the page was asked for just now
    this.timer = setInterval(this.look, LOOK);
  },
  unmounted() {
    clearInterval(this.timer);
    if (this.socket) this.socket.emit = this.emit;
  },
  methods: {
    active() {
      this.last = Date.now();
      try { localStorage.setItem(KEY, String(this.last)); } catch { /* then each tab counts for itself */ }
    },
    latest() {
      try { return Math.max(this.last, Number(localStorage.getItem(KEY)) || 0); } catch { return this.last; }
    },
    listen() {
      if (this.socket || !window.socket) return;
      this.socket = window.socket;
      this.emit = this.socket.emit;
      this.socket.emit = (name, ...rest) => {
        if (name === "event") this.active(); // what a person does on the page goes to the server as this
        return this.emit.call(this.socket, name, ...rest);
      };
    },
    look() {
      this.listen();
      const left = this.latest() + this.seconds * 1000 - Date.now();
      this.shown = left < Math.min(BEFORE, this.seconds * 500);
    },
    stay() {
      this.shown = false;
      this.active();
      this.$emit("stay");
      document.getElementById("main")?.focus();
    },
  },
};
