/** The page that a person in the branch looks at; it mirrors `/status.json` and knows nothing else. */
export const pageOf = (token: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="page-token" content="${token}" />
    <title>PrinterMaster agent</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/page.css" />
    <script type="module" src="/page.js"></script>
  </head>
  <body>
    <header>
      <h1>PrinterMaster agent</h1>
      <p id="who"></p>
      <a href="/support-bundle.tar.gz" download>Support bundle</a>
    </header>
    <p id="notice" role="status" hidden></p>
    <main>
      <section aria-labelledby="h-cloud"><h2 id="h-cloud">Connection</h2><div id="cloud"></div></section>
      <section aria-labelledby="h-printers"><h2 id="h-printers">Printers</h2><div id="printers"></div></section>
      <section aria-labelledby="h-queue"><h2 id="h-queue">Queue</h2><div id="queue"></div></section>
      <section aria-labelledby="h-tickets"><h2 id="h-tickets">Last tickets</h2><div id="tickets"></div></section>
      <section aria-labelledby="h-health"><h2 id="h-health">This machine</h2><div id="health"></div></section>
    </main>
  </body>
</html>
`;

export const script = `
const token = document.querySelector("meta[name=page-token]").content;
const at = (id) => document.getElementById(id);
const EVERY_MS = 2000;

function element(name, props = {}, ...children) {
  const made = Object.assign(document.createElement(name), props);
  made.append(...children);
  return made;
}
const words = (...parts) => parts.filter((part) => part !== undefined && part !== "").join(" · ");
const time = (at) => new Date(at).toLocaleTimeString();
const ms = (value) => (value === undefined ? undefined : Math.round(value) + " ms");
const row = (state, title, detail, ...rest) =>
  element("article", { className: "row" },
    element("span", { className: "dot " + state }),
    element("div", { className: "text" }, element("strong", { textContent: title }), element("p", { textContent: detail })),
    ...rest);
const none = (text) => element("p", { className: "none", textContent: text });

function cloud({ connected, url, transport, latencyMs, quality, lostInLastHour, clock, endpoints }) {
  const lost = lostInLastHour === 0 ? "" : "lost " + lostInLastHour + " times in the last hour";
  const off = !clock || Math.abs(clock.offsetMs) < 2000 ? "" : "this machine's clock is " + Math.round(-clock.offsetMs / 1000) + " s off, which is allowed for";
  const head = connected
    ? row(quality === "poor" ? "warn" : "good", "Connected", words(url, transport, ms(latencyMs), "quality " + quality, lost, off))
    : row("bad", "Not connected", words("trying again by itself; what is to be reported is kept", lost));
  const others = endpoints.filter((one) => !one.current || !connected).map((one) =>
    row(one.reachable === undefined ? "idle" : one.reachable ? "good" : "bad", one.url,
      words(one.reachable === false ? "does not answer" : one.reachable ? "in reserve" : "not asked yet", ms(one.latencyMs))));
  return [head, ...others];
}

async function print(printer, button) {
  button.disabled = true;
  say("Printing on " + printer.name + "…");
  try {
    const response = await fetch("/print", {
      method: "POST",
      headers: { "content-type": "application/json", "x-page-token": token },
      body: JSON.stringify({ printerId: printer.printerId }),
    });
    const answer = await response.json();
    say(response.ok ? printer.name + ": " + answer.detail : "Refused: " + answer.error.message, answer.kind !== "printed");
  } catch {
    say("The agent does not answer.", true);
  }
  button.disabled = false;
}

function printerRow(printer) {
  const { name, kind, place, state, reasons, waiting, source } = printer;
  const button = element("button", { type: "button", textContent: "Test print" });
  button.setAttribute("aria-label", "Test print on " + name);
  button.onclick = () => print(printer, button);
  const queue = waiting === 0 ? "" : waiting + (waiting === 1 ? " job waits" : " jobs wait");
  return row(state === "stopped" ? "bad" : reasons.length > 0 ? "warn" : "good", name,
    words(state, reasons.join(", "), kind + " " + place, source, queue), button);
}

function outcome({ outcome, report }) {
  const told = { waiting: "not yet reported", dead: "report refused" }[report];
  if (outcome.result === "completed") return words("printed", outcome.proof, told);
  return words(outcome.result, outcome.code ?? outcome.cause, told);
}

function ticket(work, names) {
  const { jobId, attempt, printerId, receivedAt } = work;
  const picture = element("img", { src: "/tickets/" + jobId + "/" + attempt + ".svg", alt: "Ticket " + jobId, loading: "lazy" });
  const caption = element("figcaption", {}, element("strong", { textContent: names.get(printerId) ?? printerId }),
    element("p", { textContent: words(time(receivedAt), outcome(work)) }));
  const figure = element("figure", { className: work.outcome.result }, caption, picture);
  figure.dataset.ticket = jobId + "/" + attempt + "/" + work.report;
  return figure;
}

/** Pictures that are there already stay: loaded anew every two seconds they would flicker. */
function tickets(all, names) {
  const shown = new Map([...at("tickets").children].map((child) => [child.dataset.ticket, child]));
  const list = all.map((work) => shown.get(work.jobId + "/" + work.attempt + "/" + work.report) ?? ticket(work, names));
  at("tickets").replaceChildren(...(list.length > 0 ? list : [none("Nothing was printed in the last two days.")]));
}

function fill(id, rows, empty) {
  at(id).replaceChildren(...(rows.length > 0 ? rows : [none(empty)]));
}

/** A button under the finger, or with the focus, must not be exchanged. */
let printersShown = "";
function show(status) {
  const names = new Map(status.printers.map(({ printerId, name }) => [printerId, name]));
  at("who").textContent = words(status.deviceId, "version " + status.version, status.paired ? "own key" : "licence");
  fill("cloud", cloud(status.cloud), "");
  const printers = JSON.stringify(status.printers);
  if (printers !== printersShown) fill("printers", status.printers.map(printerRow), "No printer is configured, and none was found.");
  printersShown = printers;
  fill("queue", status.queue.map((work) => row(work.state === "printing" ? "warn" : "idle", names.get(work.printerId) ?? work.printerId,
    words(work.state === "finished" ? "to be reported" : work.state, "job " + work.jobId, "since " + time(work.receivedAt)))), "Nothing waits.");
  tickets(status.tickets, names);
  const { load, spool, uptimeSeconds } = status;
  fill("health", [row("idle", "Running for " + Math.round(uptimeSeconds / 60) + " min",
    words((load.cpu * 100).toFixed(1) + " % of a core", Math.round(load.memoryMb) + " MB", "delay " + ms(load.delayMs),
      spool.open + " open, " + spool.finished + " finished, " + spool.deadLetters + " dead letters", Math.round(spool.diskFreeMb) + " MB free"))]);
}

function say(text, isBad = false) {
  Object.assign(at("notice"), { textContent: text, hidden: text === "", className: isBad ? "bad" : "" });
}

let lost = false;
async function mirror() {
  try {
    if (!document.hidden) {
      show(await (await fetch("/status.json")).json());
      if (lost) location.reload();
    }
  } catch {
    lost = true;
    say("The agent does not answer. Is it running?", true);
  }
  setTimeout(mirror, EVERY_MS);
}
mirror();
`;

export const style = `
:root { color-scheme: light; font: 15px/1.45 system-ui, sans-serif; color: #22252a; background: #eef0f3; }
body { margin: 0; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding: .8rem 1.5rem; background: #fff; border-bottom: 1px solid #d5d9de; }
h1 { margin: 0; font-size: 1.15rem; }
#who { flex: 1; margin: 0; color: #5b6470; }
a { color: #1f5fbf; }
#notice { margin: 0; padding: .6rem 1.5rem; background: #e3f0e5; }
#notice.bad { background: #fbe4e2; }
main { display: grid; gap: 1.2rem; max-width: 62rem; margin: 0 auto; padding: 1.2rem 1.5rem 3rem; }
h2 { margin: 0 0 .4rem; font-size: .95rem; color: #5b6470; }
.row { display: flex; gap: .8rem; align-items: center; padding: .6rem .9rem; margin-bottom: .4rem; background: #fff; border: 1px solid #dde1e6; border-radius: 8px; }
.text { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.text p, figcaption p { margin: 0; color: #5b6470; font-size: .9rem; }
.dot { flex: none; width: .7rem; height: .7rem; border-radius: 50%; background: #aab2bd; }
.dot.good { background: #2e9d52; } .dot.warn { background: #d99a1c; } .dot.bad { background: #c8372d; }
button { padding: .35rem .9rem; font: inherit; border: 1px solid #c3c8cf; border-radius: 6px; background: #fff; cursor: pointer; }
button:hover { background: #f3f4f6; } button:disabled { opacity: .5; }
.none { margin: 0; color: #5b6470; }
#tickets { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; align-items: start; }
figure { margin: 0; } figcaption { margin-bottom: .3rem; }
figure img { display: block; width: 100%; max-height: 26rem; object-fit: cover; object-position: top; background: #fff; box-shadow: 0 1px 4px #0003; }
figure.failed img, figure.unconfirmed img { outline: 3px solid #d99a1c; }
`;
