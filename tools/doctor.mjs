// npm run doctor [-- --json]: looks at everything that Plenary needs and says in plain words what to fix.
// Exit code 1 when something has to be fixed.
import { checkAccess } from './doctor/access.mjs';
import { checkDisk, checkHttpPort, checkOpenFiles, checkPublicUrl } from './doctor/host.mjs';
import { checkIceSettings } from './doctor/ice.mjs';
import { checkInstall } from './doctor/install.mjs';
import { checkAnnouncedAddresses, checkReachability, checkRtcPorts } from './doctor/media.mjs';
import { printFinding, printSummary } from './doctor/report.mjs';
import { isReady } from './run/ready.mjs';
import { readSettings } from './run/settings.mjs';
import { loadEnv } from './setup/env.mjs';
import { runTool } from './setup/say.mjs';

await runTool(async () => {
  loadEnv();
  const json = process.argv.includes('--json');
  /** @type {import('./doctor/report.mjs').Finding[]} */
  const findings = [];
  /** @param {import('./doctor/report.mjs').Finding[]} found */
  const add = (...found) => {
    findings.push(...found);
    if (!json) found.forEach(printFinding);
  };

  const settings = readSettings();
  const running = await isReady(settings.url);
  add(...(await checkInstall()));
  add(await checkHttpPort(settings, running));
  const ports = await checkRtcPorts(settings, running);
  add(ports);
  const { findings: announced, addresses } = await checkAnnouncedAddresses(settings);
  add(...announced);
  for (const address of ports.status === 'ok' ? addresses : []) {
    add(...(await checkReachability(settings, address, running)));
  }
  add(...(await checkIceSettings(process.env)));
  const { ACCESS: access, TOKEN_KEYS: tokenKeys, ADMIN_KEY: adminKey } = process.env;
  add(await checkPublicUrl(settings, running));
  add(checkAccess({ publicUrl: settings.publicUrl, access, tokenKeys, adminKey }), checkDisk(), checkOpenFiles());

  const healthy = findings.every(({ status }) => status !== 'fix');
  if (json) console.log(JSON.stringify({ healthy, findings }, null, 2));
  else printSummary(findings);
  return healthy ? 0 : 1;
});
