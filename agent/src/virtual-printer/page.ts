// The page that shows the paper roll; no logic but to mirror what the printer tells.

import type { Device } from "./device.ts";

export function page(name: string, device: Device): string {
  const title = escapeHtml(name);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/roll.css" />
    <script type="module" src="/roll.js"></script>
  </head>
  <body>
    <header>
      <h1>${title}</h1>
      <p id="state" role="status">Connecting…</p>
      <button id="clear" type="button">Tear off</button>
    </header>
    <section id="faults" aria-label="Faults">
      ${device.faults().map(faultControl).join("\n      ")}
    </section>
    <main id="roll" aria-label="Printed tickets, newest first"></main>
  </body>
</html>
`;
}

type Fault = ReturnType<Device["faults"]>[number];

/** A switch, and beside it what it can be told. */
function faultControl({ name, title, does, settings }: Fault): string {
  const [[key, value] = []] = Object.entries(settings);
  const button = `<button type="button" data-fault="${name}" aria-pressed="false" title="${does}">${title}</button>`;
  if (key === undefined) return `<span>${button}</span>`;
  const label = `aria-label="${title}: ${key}"`;
  const field =
    key === "says"
      ? `<select data-setting="${key}" ${label}><option>well</option><option>paper-out</option><option>cover-open</option><option>offline</option></select>`
      : `<input type="number" min="0" value="${value}" data-setting="${key}" ${label} /> <small>${UNITS[key]}</small>`;
  return `<span>${button} ${field}</span>`;
}

const UNITS: Readonly<Record<string, string>> = {
  afterMm: "mm",
  bytesPerSecond: "bytes/s",
  afterBytes: "bytes",
};

export const script = `
const roll = document.querySelector("#roll");
const state = document.querySelector("#state");

function figure(ticket) {
  const figure = document.createElement("figure");
  figure.dataset.number = ticket.number;
  const picture = document.createElement("img");
  picture.src = ticket.url;
  picture.alt = ticket.text.join("\\n");
  const caption = document.createElement("figcaption");
  const time = new Date(ticket.at).toLocaleTimeString();
  caption.textContent = "No. " + ticket.number + " · " + time + (ticket.partial ? " · broken off" : "") +
    (ticket.unknown > 0 ? " · " + ticket.unknown + " unknown" : "") + (ticket.bad ? " · bad" : "");
  caption.classList.toggle("partial", ticket.partial || ticket.bad);
  figure.append(caption, picture);
  return figure;
}

async function mirror() {
  const tickets = await (await fetch("/tickets")).json();
  const shown = new Map([...roll.children].map((child) => [Number(child.dataset.number), child]));
  roll.replaceChildren(...tickets.map((ticket) => shown.get(ticket.number) ?? figure(ticket)));
  const printer = await (await fetch("/state")).json();
  const { paperOut, coverOpen, offline, nearEnd } = printer.sensors;
  const words = [paperOut && "out of paper", coverOpen && "cover open", offline && "offline", nearEnd && "paper near its end"];
  const trouble = words.filter(Boolean).join(", ") || "Ready";
  state.textContent = trouble + " · " + printer.profile + (printer.strict ? ", strict" : "") + " · " +
    (tickets.length === 0 ? "nothing printed yet" : tickets.length + " on the roll");
  state.classList.toggle("trouble", trouble !== "Ready");
  for (const fault of printer.faults)
    document.querySelector("[data-fault=" + fault.name + "]").setAttribute("aria-pressed", String(fault.on));
}

async function flip(button) {
  const path = "/faults/" + button.dataset.fault;
  if (button.getAttribute("aria-pressed") === "true") return fetch(path, { method: "DELETE" });
  const field = button.parentElement.querySelector("[data-setting]");
  const value = field?.type === "number" ? Number(field.value) : field?.value;
  const settings = field ? { [field.dataset.setting]: value } : {};
  const response = await fetch(path, { method: "PUT", body: JSON.stringify(settings) });
  if (!response.ok) state.textContent = (await response.json()).details;
}

for (const button of document.querySelectorAll("[data-fault]")) button.onclick = () => flip(button);

const events = new EventSource("/events");
events.onmessage = () => mirror();
events.onerror = () => (state.textContent = "The printer is off.");
document.querySelector("#clear").onclick = () => fetch("/tickets", { method: "DELETE" });
`;

export const style = `
:root { color-scheme: light; font: 15px/1.5 system-ui, sans-serif; color: #22252a; background: #e9ebee; }
body { margin: 0; }
header { position: sticky; top: 0; display: flex; gap: 1rem; align-items: baseline; padding: 0.75rem 1.5rem;
  background: #fff; border-bottom: 1px solid #d5d9de; }
h1 { margin: 0; font-size: 1.1rem; }
#state { margin: 0; flex: 1; color: #667; }
button { padding: 0.3rem 0.9rem; font: inherit; border: 1px solid #c3c8cf; border-radius: 6px; background: #fff; cursor: pointer; }
button:hover { background: #f3f4f6; }
#state.trouble { color: #b3261e; font-weight: 600; }
#faults { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; padding: 0.75rem 1.5rem; background: #f6f7f9; border-bottom: 1px solid #d5d9de; }
#faults button[aria-pressed="true"] { color: #fff; background: #b3261e; border-color: #b3261e; }
#faults input { width: 4.5rem; }
#faults input, #faults select { padding: 0.3rem 0.4rem; font: inherit; border: 1px solid #c3c8cf; border-radius: 6px; background: #fff; }
small { color: #667; }
:focus-visible { outline: 2px solid #1a56db; outline-offset: 2px; }
main { display: grid; gap: 1.5rem; justify-items: center; padding: 1.5rem 0; }
/* A dot of the print head is a dot of the screen, where there is room. */
figure { margin: 0; max-width: 92vw; }
figcaption { margin-bottom: 0.35rem; font-size: 0.85rem; color: #667; }
figcaption.partial { color: #b3261e; font-weight: 600; }
img { display: block; max-width: 100%; background: #fff; box-shadow: 0 1px 4px #0003; }
@media (max-width: 40rem) {
  header { position: static; flex-wrap: wrap; justify-content: space-between; }
  #state { order: 1; flex-basis: 100%; }
}
`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
