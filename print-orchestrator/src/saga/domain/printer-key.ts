export type PrinterKey = string;

export interface Site {
  readonly company: string;
  readonly branch: string;
}

export const printerKey = ({ company, branch }: Site, printerId: string): PrinterKey =>
  `${company}.${branch}.${printerId}`;
