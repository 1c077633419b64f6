/** What the machine's own supervisor is told, as text. Only systemd's was ever run. */
export interface Installation {
  readonly node: string;
  /** The command's file. */
  readonly program: string;
  readonly settingsFile: string;
  readonly folder: string;
  readonly user: string;
  /** Of this machine: a unit that names a group that is not there does not start. */
  readonly groups: readonly string[];
}

export const SERVICE = "printermaster-agent";
/** Young objects have a megabyte instead of sixteen: an agent makes few, and stays ten megabytes smaller. */
export const LEAN = "--max-semi-space-size=1";
const UNTESTED = "Generated, and never tried on a real machine of this kind.";

/** Exit codes 2 and 3 say that coming back would not help: the settings are wrong, or another one took over. */
export const systemdUnit = ({
  node,
  program,
  settingsFile,
  folder,
  user,
  groups,
}: Installation): string =>
  `[Unit]
Description=PrinterMaster agent
Wants=network-online.target
After=network-online.target cups.service
StartLimitIntervalSec=0

[Service]
Type=exec
User=${user}
${groups.length > 0 ? `SupplementaryGroups=${groups.join(" ")}\n` : ""}EnvironmentFile=${settingsFile}
Environment=PM_DATA_DIR=${folder}
ExecStart=${quoted(node)} ${LEAN} ${quoted(program)} run
Restart=always
RestartSec=2
RestartPreventExitStatus=2 3
TimeoutStopSec=10
KillMode=control-group
UMask=0077

NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=${folder}
ProtectHome=${isAtHome(node) || isAtHome(program) ? "read-only" : "yes"}
PrivateTmp=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictSUIDSGID=yes
RestrictNamespaces=yes
RestrictRealtime=yes
LockPersonality=yes
CapabilityBoundingSet=
SystemCallArchitectures=native
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
DevicePolicy=closed
DeviceAllow=char-usb rw
DeviceAllow=char-lp rw
DeviceAllow=char-ttyS rw
DeviceAllow=char-ttyUSB rw
DeviceAllow=char-ttyACM rw

[Install]
WantedBy=multi-user.target
`;

export const launchdPlist = ({ node, program, settingsFile }: Installation): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${UNTESTED} Put it into /Library/LaunchDaemons and load it with launchctl. -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
  <dict>
    <key>Label</key><string>com.printermaster.agent</string>
    <key>ProgramArguments</key>
    <array>
      ${[node, LEAN, program, "run", "--config", settingsFile].map((word) => `<string>${escaped(word)}</string>`).join("\n      ")}
    </array>
    <key>RunAtLoad</key><true/>
    <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
    <key>ExitTimeOut</key><integer>10</integer>
    <key>StandardOutPath</key><string>/var/log/${SERVICE}.log</string>
    <key>StandardErrorPath</key><string>/var/log/${SERVICE}.log</string>
  </dict>
</plist>
`;

/** For WinSW, which makes a Windows service of any program. */
export const windowsService = ({ node, program, settingsFile }: Installation): string =>
  `<!-- ${UNTESTED} Put it beside WinSW.exe, renamed to ${SERVICE}.exe, and run "${SERVICE}.exe install". -->
<service>
  <id>${SERVICE}</id>
  <name>PrinterMaster agent</name>
  <description>Prints what the cloud sends on the printers of this branch.</description>
  <executable>${escaped(node)}</executable>
  <arguments>${LEAN} "${escaped(program)}" run --config "${escaped(settingsFile)}"</arguments>
  <onfailure action="restart" delay="2 sec"/>
  <stoptimeout>10 sec</stoptimeout>
  <log mode="roll-by-size"><sizeThreshold>10240</sizeThreshold><keepFiles>5</keepFiles></log>
</service>
`;

/** As systemd reads it: in quotes, and with its specifiers doubled. */
const quoted = (path: string): string =>
  `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%").replaceAll("$", "$$$$")}"`;

const isAtHome = (path: string): boolean => /^\/(home|root)\//.test(path);

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
