import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../setup/say.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Changes to the worker's source. Each must apply, or the build stops: a new version of mediasoup that
 * changed these lines needs a look by a person.
 *
 * @type {{ file: string, from: RegExp, to: string }[]}
 */
const CHANGES = [
  {
    // Debian 12 has Meson 1.0.1, which does all that the file asks for.
    file: 'meson.build',
    from: /meson_version: '>= 1\.\d+\.\d+'/,
    to: "meson_version: '>= 1.0.0'",
  },
  {
    file: 'meson.build',
    from: /(executable\(\n {2}'mediasoup-worker',\n)/,
    to: "$1  cpp_pch: 'pch/worker.hpp',\n",
  },
  {
    // Debian's OpenSSL has kernel TLS on and asks the BIO whether it is in use. The worker's BIO callback
    // answers 1 to every control request, so OpenSSL takes it for granted, allocates no write buffer, and the
    // first DTLS handshake with a browser crashes. Handing back the real result of every operation mends it.
    file: join('src', 'RTC', 'DtlsTransport.cpp'),
    from: /\(operationType == BIO_CB_RETURN\) \? static_cast<long>\(ret\) : 1/,
    to: '((operationType & BIO_CB_RETURN) != 0) ? static_cast<long>(ret) : 1',
  },
];

/**
 * Puts a copy of the worker's source, ready to be built against Debian's libraries, into a new folder.
 *
 * @param {string} packageFolder The installed mediasoup package.
 * @param {string} target
 */
export function prepareSource(packageFolder, target) {
  cpSync(join(packageFolder, 'worker'), target, { recursive: true });
  // The package's subprojects/ only says where to download libraries; ours stand in for them.
  rmSync(join(target, 'subprojects'), { recursive: true });
  cpSync(join(here, 'subprojects'), join(target, 'subprojects'), { recursive: true });
  cpSync(join(here, 'pch'), join(target, 'pch'), { recursive: true });

  for (const { file, from, to } of CHANGES) {
    const path = join(target, file);
    const before = readFileSync(path, 'utf8');
    const after = before.replace(from, to);
    if (after === before) {
      throw new Problem(`The worker's ${file} is not as expected: ${from} is not in it.`, [
        'tools/worker/source.mjs was written for another version of mediasoup and has to be looked at.',
      ]);
    }
    writeFileSync(path, after);
  }
}
