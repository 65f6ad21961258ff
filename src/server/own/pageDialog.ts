/** The page's dialog, in which a request is edited and sent. Part of `pageScript.ts`. */
export const dialog = /* js */ `
/** The longest part of an answer's body that is shown, in characters. */
const longest = 100000;
const lineEnd = String.fromCharCode(10);
/** The route that the dialog was opened for. */
let opener;
/** Aborts the request that is on its way. */
let sending;

function tryControl(route) {
  const what = make("span", { class: "away" }, " " + route.key);
  if (route.method === "GET" && route.tryHeaders === undefined) {
    const arrow = make("span", { "aria-hidden": "true" }, " ↗");
    const where = make("span", { class: "away" }, " (new tab)");
    return make("a", { class: "button", href: below(route.tryPath), target: "_blank", rel: "noreferrer" }, "Open", what, where, arrow);
  }
  const button = make("button", { type: "button", "aria-haspopup": "dialog" }, "Send", what);
  button.addEventListener("click", () => openDialog(route));
  return button;
}

function openDialog(route) {
  opener = route;
  setText(byId("dialog-title"), route.key);
  byId("request-path").value = below(route.tryPath);
  byId("request-body-part").hidden = route.tryBody === undefined;
  byId("request-body").value = route.tryBody?.text ?? "";
  const headers = { ...(route.tryBody && { "content-type": route.tryBody.type }), ...route.tryHeaders };
  byId("request-headers").value = Object.entries(headers).map((entry) => entry.join(": ")).join(lineEnd);
  byId("dialog").showModal();
  send();
}

async function send() {
  sending?.abort();
  const mine = new AbortController();
  sending = mine;
  const status = byId("answer-status");
  const body = byId("answer-body");
  body.hidden = true;
  setText(status, "Waiting for the answer …");
  const init = { method: opener.method, signal: mine.signal, redirect: "manual", cache: "no-store" };
  if (opener.tryBody !== undefined && opener.method !== "GET" && opener.method !== "HEAD") {
    const text = byId("request-body").value;
    // A text field has line feeds alone; a multipart form needs a carriage return before each.
    const isMultipart = opener.tryBody.type.startsWith("multipart/");
    init.body = isMultipart ? text.replaceAll(lineEnd, String.fromCharCode(13, 10)) : text;
  }
  try {
    init.headers = headersOf(byId("request-headers").value);
    const start = performance.now();
    const response = await fetch(byId("request-path").value, init);
    const bytes = await response.arrayBuffer();
    const took = duration(performance.now() - start);
    if (response.type === "opaqueredirect") {
      setText(status, "A redirect, after " + took + ". A browser does not show its details to a page.");
      return;
    }
    const type = response.headers.get("content-type") ?? "";
    status.replaceChildren(
      make("strong", {}, (response.status + " " + response.statusText).trim()),
      " in " + took + (bytes.byteLength === 0 ? ", without a body" : type === "" ? "" : ", " + type),
    );
    if (bytes.byteLength > 0) {
      setText(body, readable(bytes, type));
      body.hidden = false;
    }
  } catch (error) {
    if (!mine.signal.aborted) setText(status, "The browser did not get an answer: " + error.message);
  }
}

function headersOf(text) {
  const headers = new Headers();
  for (const line of text.split(lineEnd).filter((line) => line.trim() !== "")) {
    const [name, ...value] = line.split(":");
    if (name.trim().toLowerCase() === "cookie") keepCookies(value.join(":"));
    else headers.append(name.trim(), value.join(":").trim());
  }
  return headers;
}

/** A page cannot set the header Cookie; the browser adds the cookies that it has stored. */
function keepCookies(value) {
  for (const pair of value.split(";")) document.cookie = pair.trim() + "; path=/; max-age=10; samesite=strict";
}

function readable(bytes, type) {
  if (!/json|text|xml|yaml|html|javascript|urlencoded/.test(type)) return bytes.byteLength + " bytes";
  let text = new TextDecoder().decode(bytes);
  if (type.includes("json")) {
    try {
      text = JSON.stringify(JSON.parse(text), null, 2);
    } catch {}
  }
  return text.length <= longest ? text : text.slice(0, longest) + " … and " + (text.length - longest) + " characters more";
}
`;
