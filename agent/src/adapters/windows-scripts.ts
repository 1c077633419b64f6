/** What PowerShell is told: the spooler takes raw bytes by its own interface alone. */
export const ASK = `$ErrorActionPreference = "Stop"
(Get-Printer -Name $env:PM_QUEUE).PrinterStatus.ToString()`;

export const SEND = `$ErrorActionPreference = "Stop"
Add-Type -TypeDefinition @"
using System;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;
public static class RawQueue {
  [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
  class Document { public string Name = "ticket"; public string Output = null; public string Type = "RAW"; }
  [DllImport("winspool.drv", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern bool OpenPrinter(string name, out IntPtr printer, IntPtr defaults);
  [DllImport("winspool.drv", CharSet = CharSet.Unicode, SetLastError = true)]
  static extern int StartDocPrinter(IntPtr printer, int level, [In] Document document);
  [DllImport("winspool.drv", SetLastError = true)]
  static extern bool StartPagePrinter(IntPtr printer);
  [DllImport("winspool.drv", SetLastError = true)]
  static extern bool WritePrinter(IntPtr printer, byte[] bytes, int count, out int written);
  [DllImport("winspool.drv", SetLastError = true)]
  static extern bool EndPagePrinter(IntPtr printer);
  [DllImport("winspool.drv", SetLastError = true)]
  static extern bool EndDocPrinter(IntPtr printer);
  [DllImport("winspool.drv", SetLastError = true)]
  static extern bool ClosePrinter(IntPtr printer);
  static void Must(bool done) { if (!done) throw new Win32Exception(); }
  public static void Send(string name, Stream input) {
    var memory = new MemoryStream();
    input.CopyTo(memory);
    byte[] bytes = memory.ToArray();
    IntPtr printer;
    Must(OpenPrinter(name, out printer, IntPtr.Zero));
    try {
      Must(StartDocPrinter(printer, 1, new Document()) != 0);
      Must(StartPagePrinter(printer));
      int written;
      Must(WritePrinter(printer, bytes, bytes.Length, out written) && written == bytes.Length);
      Must(EndPagePrinter(printer));
      Must(EndDocPrinter(printer));
    } finally { ClosePrinter(printer); }
  }
}
"@
[RawQueue]::Send($env:PM_QUEUE, [Console]::OpenStandardInput())`;
