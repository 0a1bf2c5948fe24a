// Stripe's fields on our pages. A card goes from Stripe's frames to Stripe alone; what comes here, and on to us, is a token.
const SCRIPT = "https://js.stripe.com/endive/stripe.js"; // fixed, so that no setting leads cards elsewhere; of the API's version
const PATIENCE = 20000, EAGER = 2000, PATIENT = 10000, UNSEEN_TIMES = 15;

const place = document.querySelector("[data-key]");
const form = place instanceof HTMLFormElement ? place : null;
let stripe, elements, fields, again;

class Stop extends Error { // what ends a try, and what is said of it
  constructor(words, said = "") {
    super(words);
    this.words = words;
    this.said = said;
  }
}

function within(promise, words) {
  return Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Stop(words)), PATIENCE))]);
}

function say(words, said = "", page = "") {
  const told = document.querySelector(`template[data-words="${words}"]`).content.cloneNode(true);
  const slot = told.querySelector("[data-slot]"), link = told.querySelector("[data-page]");
  if (slot) slot.textContent = said;
  if (link) link.href = page;
  const shown = place.querySelector("[data-said]");
  shown.replaceChildren(told);
  shown.scrollIntoView({ block: "nearest" });
}

function load() {
  return new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = SCRIPT;
    script.addEventListener("load", () => (window.Stripe ? done() : fail(new Stop("unreachable"))));
    script.addEventListener("error", () => fail(new Stop("unreachable")));
    document.head.append(script);
  });
}

async function begin(show) {
  try {
    await within(load().then(() => {
      stripe = window.Stripe(place.dataset.key, { locale: place.dataset.locale });
      return show();
    }), "unreachable");
  } catch (stopped) {
    console.info(stopped.message);
    say(stopped.words || "unreachable");
  } finally {
    place.querySelector("[data-loading]")?.setAttribute("hidden", "");
  }
}

function fonts() {
  const found = [];
  for (const sheet of document.styleSheets) {
    for (const { style, constructor } of sheet.cssRules) {
      if (constructor !== CSSFontFaceRule || !/Roboto/.test(style.fontFamily) || !["400", "700"].includes(style.fontWeight)) continue;
      const src = style.getPropertyValue("src").replace(/url\("?([^")]+)"?\)/, (_, file) => `url(${new URL(file, sheet.href)})`);
      found.push({ family: "Roboto", src, weight: style.fontWeight, unicodeRange: style.getPropertyValue("unicode-range") });
    }
  }
  return found;
}

function appearance() {
  const root = getComputedStyle(document.documentElement), of = (name) => root.getPropertyValue(name).trim();
  const line = `1px solid ${of("--edge")}`, ring = (color) => ({ borderColor: color, boxShadow: `0 0 0 1px ${color}` });
  return {
    theme: root.colorScheme === "dark" ? "night" : "stripe", disableAnimations: matchMedia("(prefers-reduced-motion: reduce)").matches,
    variables: {
      colorPrimary: of("--accent"), colorBackground: of("--surface"), colorText: of("--text"), colorDanger: of("--bad"),
      colorTextSecondary: of("--muted"), colorTextPlaceholder: of("--muted"), iconColor: of("--muted"),
      fontFamily: getComputedStyle(document.body).fontFamily, borderRadius: "9px", spacingUnit: "4px",
      fontSizeBase: matchMedia("(max-width: 699px)").matches ? "16px" : "14px",
    },
    rules: {
      ".Label": { fontSize: "13px", fontWeight: "600", color: of("--text") },
      ".Input": { border: line, boxShadow: "none", padding: "11px" },
      ".Input:focus": ring(of("--accent")),
      ".Input--invalid": ring(of("--bad")),
    },
  };
}

function enter() {
  const { mode, method, cents, currency } = form.dataset;
  elements = stripe.elements({
    mode, currency, ...(cents && { amount: Number(cents) }), allowedPaymentMethodTypes: [method || "card"], appearance: appearance(), fonts: fonts(),
  });
  fields = elements.create("payment", {
    layout: "tabs", terms: { card: "never" }, wallets: { applePay: "never", googlePay: "never", link: "never" }, // the consent beside is ours
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => elements.update({ appearance: appearance() }));
  const may_keep = mode === "payment" && form.elements.keep; // a bank account pays once
  if (may_keep) may_keep.addEventListener("change", ask_to_keep);
  return new Promise((done, fail) => {
    fields.on("ready", () => {
      form.querySelector("button[type=submit]").disabled = false;
      form.querySelector("[data-said]").replaceChildren(); // late, but there
      done();
    });
    fields.on("loaderror", () => fail(new Stop("unserved")));
    fields.mount(form.querySelector("[data-fields]"));
    if (may_keep) ask_to_keep(); // a browser may have kept the tick
  });
}

function ask_to_keep() {
  elements.update({ setupFutureUsage: form.elements.keep.checked ? "off_session" : null });
}

function work(text) {
  const button = place.querySelector("button[type=submit], button[data-confirm]");
  button.dataset.label ||= button.textContent;
  button.textContent = text || button.dataset.label;
  button.setAttribute("aria-live", "polite");
  button.toggleAttribute("data-sent", Boolean(text));
  button.setAttribute("aria-disabled", String(Boolean(text)));
  if (fields) fields.update({ readOnly: Boolean(text) });
  if (form?.elements.keep) form.elements.keep.disabled = Boolean(text);
}

function agreed() {
  const note = form.querySelector("[data-wrong]"), keep = form.elements.keep, lacks = note && !keep.checked;
  if (!note) return true;
  note.textContent = lacks ? note.dataset.says : "";
  keep.setAttribute("aria-invalid", String(lacks));
  if (lacks) keep.focus();
  return !lacks;
}

async function press(event) {
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  if (button.disabled || "sent" in button.dataset || !agreed()) return;
  const sent = { ...Object.fromEntries(new FormData(form)), keep: form.elements.keep?.checked ? "yes" : "" };
  form.querySelector("[data-said]").replaceChildren();
  work(form.dataset.working);
  try {
    await go_on(await send(await token(), sent));
  } catch (stopped) {
    if (!(stopped instanceof Stop)) console.error(stopped);
    if (stopped.words === "lost") return watch(sent.request);
    work("");
    say(stopped.words || "silent", stopped.said);
  }
}

async function token() {
  const { error: wrong } = await within(elements.submit(), "silent");
  if (wrong) throw refused(wrong);
  const { error, confirmationToken } = await within(stripe.createConfirmationToken({ elements }), "silent");
  if (error) throw refused(error);
  return confirmationToken.id;
}

function refused({ type, message }) {
  if (type === "validation_error") return new Stop("incomplete");
  return type === "card_error" && message ? new Stop("processor", message) : new Stop("silent");
}

async function send(token, sent) {
  if (again) await renew(sent.account);
  return post(form.getAttribute("action"), { ...sent, seal: form.elements.seal.value, token });
}

async function renew(account) { // after a decline: another try is another request
  const { page, cents, seal } = await post(again, { account });
  if (String(cents) !== form.dataset.cents) return leave(page);
  history.replaceState(null, "", page);
  form.setAttribute("action", page);
  form.elements.seal.value = seal;
  again = "";
}

async function post(address, values) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  let answer, told;
  try {
    answer = await fetch(address, { method: "POST", body: JSON.stringify(values), headers, signal: AbortSignal.timeout(PATIENCE) });
    if (answer.headers.get("content-type")?.startsWith("application/json")) told = await answer.json();
  } catch {
    throw new Stop("lost");
  }
  if (told?.refused) throw new Stop("refused", told.refused);
  if (told && answer.ok) return told;
  if (answer.status === 401) throw new Stop("signed-out");
  throw new Stop(answer.status < 500 ? "unclear" : "lost");
}

async function go_on(told) {
  if (told.secret) return confirm(told.secret, told.page);
  if (told.outcome !== "declined" || !(told.again || told.request)) return leave(told.page);
  again = told.again;
  if (told.request) [form.elements.request.value, form.elements.seal.value] = [told.request, told.seal];
  throw new Stop("declined", told.reason);
}

async function confirm(secret, page) {
  history.replaceState(null, "", page); // who opens the page anew sees how it stands
  if (form) work(form.dataset.bank), say("bank", "", page);
  try {
    await stripe.handleNextAction({ clientSecret: secret });
  } catch (error) {
    console.info(error.message); // it waits for nobody any more, or Stripe is away: the portal knows, or asks
  }
  return leave(`${page}/confirmed`);
}

function leave(page) {
  location.replace(page);
  return new Promise(() => {}); // nothing more happens here
}

function watch(request) { // whether a press that nobody answered reached us
  const page = request ? `${form.getAttribute("action")}/${request}` : form.getAttribute("action");
  let asked = 0, unseen = 0;
  say("lost");
  const ask = async () => {
    try {
      const answer = await fetch(`${page}/status`, { cache: "no-store" });
      if (answer.ok) return leave(page);
      if (answer.status === 401) return work(""), say("signed-out");
      unseen = answer.status === 404 ? unseen + 1 : 0;
      if (unseen >= UNSEEN_TIMES) return work(""), say("not-arrived");
    } catch {
      unseen = 0; // the portal or the network is away: ask again
    }
    asked += 1;
    setTimeout(ask, asked < UNSEEN_TIMES * 2 ? EAGER : PATIENT);
  };
  setTimeout(ask, EAGER);
}

if (form) {
  form.addEventListener("submit", press);
  begin(enter);
} else if (place) {
  const button = place.querySelector("[data-confirm]");
  button.addEventListener("click", () => {
    if ("sent" in button.dataset) return;
    work(button.dataset.working);
    confirm(place.dataset.secret, button.dataset.confirm);
  });
  begin(() => button.removeAttribute("disabled"));
}
