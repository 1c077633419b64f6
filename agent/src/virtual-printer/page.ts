// The page that shows the paper roll; no logic but to mirror what the printer tells.

export function page(name: string): string {
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
    <main id="roll" aria-label="Printed tickets, newest first"></main>
  </body>
</html>
`;
}

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
  caption.textContent = "No. " + ticket.number + " · " + time + (ticket.partial ? " · broken off" : "");
  caption.classList.toggle("partial", ticket.partial);
  figure.append(caption, picture);
  return figure;
}

async function mirror() {
  const tickets = await (await fetch("/tickets")).json();
  const shown = new Map([...roll.children].map((child) => [Number(child.dataset.number), child]));
  roll.replaceChildren(...tickets.map((ticket) => shown.get(ticket.number) ?? figure(ticket)));
  state.textContent = tickets.length === 0 ? "Ready. Nothing printed yet." : tickets.length + " on the roll";
}

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
main { display: grid; gap: 1.5rem; justify-content: center; padding: 1.5rem; }
figure { margin: 0; width: min(380px, 92vw); }
figcaption { margin-bottom: 0.35rem; font-size: 0.85rem; color: #667; }
figcaption.partial { color: #b3261e; font-weight: 600; }
img { display: block; width: 100%; background: #fff; box-shadow: 0 1px 4px #0003; }
`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
