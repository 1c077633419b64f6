import type { Block, KitchenTicket } from "@printermaster/contracts";

type Dish = KitchenTicket["dishes"][number];

/** Read from two metres away, with wet hands: what differs stands in white on black. */
export function kitchenTicket(ticket: KitchenTicket): Block[] {
  const { order, station, table, placedAt, server, dishes, note } = ticket;
  const head = [table === undefined ? "" : `Table ${table}`, placedAt ?? ""];
  return [
    ...(station === undefined ? [] : [words(station, { bold: true })]),
    { type: "text", text: `#${order}`, align: "center", bold: true, size: 3 },
    ...(head.some((part) => part !== "")
      ? [row(head, { bold: true }), { type: "rule" as const, style: "double" as const }]
      : [{ type: "rule" as const, style: "double" as const }]),
    ...dishes.flatMap(dishOf),
    { type: "rule", style: "double" },
    ...(note === undefined ? [] : [words(note, { bold: true })]),
    ...(server === undefined ? [] : [words(server, {})]),
    { type: "cut" },
  ];
}

function dishOf({ quantity, name, changes = [], warning }: Dish): Block[] {
  return [
    {
      type: "columns",
      bold: true,
      size: 2,
      cells: [
        { text: `${quantity}`, width: 3 },
        { text: name, width: 18 },
      ],
    },
    ...changes.map((change): Block => ({ type: "text", text: `    > ${change}`, bold: true })),
    ...(warning === undefined
      ? []
      : [{ type: "text" as const, text: ` ${warning} `, size: 2, invert: true, bold: true }]),
  ];
}

const words = (text: string, style: { bold?: boolean }): Block => ({
  type: "text",
  text,
  align: "center",
  ...style,
});

const row = ([left = "", right = ""]: readonly string[], style: { bold?: boolean }): Block => ({
  type: "columns",
  cells: [{ text: left }, { text: right, align: "right" }],
  ...style,
});
