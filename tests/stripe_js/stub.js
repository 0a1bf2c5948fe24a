// Stands in for Stripe.js: the calls that the portal makes of it, as its types declare them, and strictly so.
(() => {
  const FIELDS = "https://js.stripe.com/stub/fields.html", BANK = "https://hooks.stripe.com/stub/bank.html";
  const GROUP = new Set(["mode", "amount", "currency", "allowedPaymentMethodTypes", "appearance", "fonts", "setupFutureUsage"]);
  const PAYMENT = new Set(["layout", "terms", "wallets", "readOnly"]);

  function only(options, known) {
    for (const name of Object.keys(options)) if (!known.has(name)) throw new Error(`IntegrationError: unknown option ${name}`);
  }

  function framed(address, title, style, parent) {
    const frame = document.createElement("iframe");
    frame.src = address;
    frame.title = title;
    for (const [name, value] of Object.entries(style)) frame.style.setProperty(name, value, "important");
    parent.append(frame);
    return frame;
  }

  function ask(frame, question) { // one question to a frame, one answer
    return new Promise((done) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = ({ data }) => done(data);
      frame.contentWindow.postMessage(question, new URL(frame.src).origin, [channel.port2]);
    });
  }

  class PaymentElement {
    constructor(group, options) {
      only(options, PAYMENT);
      this.group = group;
      this.listeners = {};
    }

    on(name, listener) {
      this.listeners[name] = listener;
      return this;
    }

    mount(place) {
      this.frame = framed(FIELDS, "Secure payment input frame", { border: "0", width: "100%", height: "236px", display: "block" }, place);
      const { appearance, locale } = this.group;
      this.frame.addEventListener("load", async () => {
        const shown = await ask(this.frame, { do: "show", method: this.group.method, appearance, locale, fonts: this.group.options.fonts });
        const told = this.group.key.endsWith("_unknown") ? { error: { type: "invalid_request_error" } } : shown;
        this.listeners[told.error ? "loaderror" : "ready"]?.({ elementType: "payment", ...told });
      });
    }

    update(options) {
      only(options, PAYMENT);
      ask(this.frame, { do: "update", ...options });
      return this;
    }
  }

  class Elements {
    constructor(key, locale, options) {
      only(options, GROUP);
      if (!["payment", "setup"].includes(options.mode)) throw new Error("IntegrationError: mode");
      if (options.currency !== options.currency.toLowerCase()) throw new Error("IntegrationError: currency");
      if (options.mode === "payment" && !Number.isInteger(options.amount)) throw new Error("IntegrationError: amount");
      const [method, ...others] = options.allowedPaymentMethodTypes;
      if (!["card", "us_bank_account"].includes(method) || others.length) throw new Error("IntegrationError: payment method types");
      if (method === "us_bank_account" && options.currency !== "usd") throw new Error("IntegrationError: US dollars only");
      Object.assign(this, { key, locale, method, options: { ...options }, appearance: options.appearance, isSubmitted: false });
    }

    create(kind, options) {
      if (kind !== "payment") throw new Error("IntegrationError: kind");
      return (this.element = new PaymentElement(this, options));
    }

    update(options) {
      only(options, GROUP);
      Object.assign(this.options, options);
      if (options.appearance && this.element?.frame) ask(this.element.frame, { do: "show", method: this.method, appearance: options.appearance, locale: this.locale, fonts: [] });
    }

    async submit() {
      const error = await ask(this.element.frame, { do: "check" });
      this.isSubmitted = !error.type;
      return error.type ? { error } : { selectedPaymentMethod: this.method };
    }
  }

  window.Stripe = (key, { locale }) => {
    if (!/^pk_(test|live)_/.test(key)) throw new Error("IntegrationError: not a publishable key");
    return {
      elements: (options) => new Elements(key, locale, options),
      async createConfirmationToken({ elements }) {
        if (!elements.isSubmitted) throw new Error("IntegrationError: elements.submit() must be called first");
        const { mode, setupFutureUsage } = elements.options;
        return ask(elements.element.frame, { do: "token", key, mode, setup_future_usage: setupFutureUsage ?? "" });
      },
      handleNextAction({ clientSecret }) {
        const cover = { position: "fixed", inset: "0", width: "100%", height: "100%", border: "0", "z-index": "2147483647" };
        const frame = framed(`${BANK}#${encodeURIComponent(clientSecret)}`, "Secure 3D Secure authentication", cover, document.body);
        return new Promise((done) => {
          frame.addEventListener("load", async () => {
            const told = await ask(frame, { do: "bank" });
            frame.remove();
            done(told);
          });
        });
      },
      confirmPayment() {
        throw new Error("the portal charges on its server alone");
      },
    };
  };
})();
