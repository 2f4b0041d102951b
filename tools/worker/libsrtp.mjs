// libsrtp 2 from Debian's source. Debian's own build of it does its cryptography in NSS, which takes about
// 1.4 times (AES-GCM) to 3 times (AES-CM with SHA-1) as much CPU per packet as OpenSSL.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed, run } from '../setup/run.mjs';
import { Problem } from '../setup/say.mjs';

const OPTIONS = [
  '--buildtype=release',
  '--default-library=static',
  '--libdir=lib',
  '-Dcrypto-library=openssl',
  '-Dcrypto-library-kdf=disabled',
  '-Dtests=disabled',
  '-Dpcap-tests=disabled',
  '-Ddoc=disabled',
];

/**
 * Builds a static libsrtp 2 that uses OpenSSL.
 *
 * @param {string} folder An empty folder to work in.
 * @param {import('node:stream').Writable} log
 * @returns {Promise<string>} the folder with its pkg-config file
 */
export async function buildLibsrtp(folder, log) {
  const source = join(folder, 'source');
  const out = join(folder, 'out');
  const prefix = join(folder, 'prefix');
  mkdirSync(source, { recursive: true });
  const archive = await downloadSource('libsrtp2', folder, log);
  await run('tar', ['-xf', archive, '-C', source, '--strip-components=1'], { log });
  await run('meson', ['setup', out, source, `--prefix=${prefix}`, ...OPTIONS], { log });
  await run('ninja', ['-C', out, 'install'], { log });
  return join(prefix, 'lib', 'pkgconfig');
}

/**
 * Downloads the upstream archive of a Debian source package. apt gets its own lists and cache in our folder,
 * so the system's configuration stays untouched and no rights are needed.
 *
 * @param {string} name
 * @param {string} folder
 * @param {import('node:stream').Writable} log
 */
async function downloadSource(name, folder, log) {
  const apt = join(folder, 'apt');
  for (const part of ['sources', 'lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(apt, part), { recursive: true });
  }
  writeSourceEntries(join(apt, 'sources'));
  const options = [
    ['Dir::Etc::SourceList', '/dev/null'],
    ['Dir::Etc::SourceParts', join(apt, 'sources')],
    ['Dir::State::Lists', join(apt, 'lists')],
    ['Dir::Cache', join(apt, 'cache')],
    ['APT::Sandbox::User', 'root'],
    ['Acquire::Retries', '3'],
  ].flatMap(([key, value]) => ['-o', `${key}=${value}`]);

  // A third-party entry without source packages may fail here; what counts is whether the next command
  // succeeds.
  await run('apt-get', [...options, 'update'], { log }).catch(() => '');
  try {
    await run('apt-get', [...options, 'source', '--download-only', name], { cwd: folder, log });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new Problem(
      `Debian's source package ${name} could not be downloaded.`,
      error.output.split('\n').slice(-5),
    );
  }
  const archive = readdirSync(folder).find((file) => /\.orig\.tar\.\w+$/.test(file));
  if (!archive) throw new Problem(`apt-get answered no source archive for ${name}.`);
  return join(folder, archive);
}

/**
 * Writes the machine's package sources again, asking for source packages in the place of binary ones. Debian
 * keeps them in either of two formats.
 *
 * @param {string} target
 */
function writeSourceEntries(target) {
  const parts = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(parts) ? readdirSync(parts).map((file) => join(parts, file)) : []),
  ];
  files.filter(existsSync).forEach((file, index) => {
    const text = readFileSync(file, 'utf8');
    if (file.endsWith('.sources')) {
      writeFileSync(join(target, `${index}.sources`), asSourceStanzas(text));
    } else if (file.endsWith('.list')) {
      writeFileSync(join(target, `${index}.list`), asSourceLines(text));
    }
  });
}

/** The newer format: stanzas of fields. @param {string} text */
export const asSourceStanzas = (text) => text.replace(/^Types:.*$/gim, 'Types: deb-src');

/** The older format: one entry per line. @param {string} text */
export function asSourceLines(text) {
  const entries = text.split('\n').filter((line) => /^\s*deb\s/.test(line));
  return `${entries.map((line) => line.replace(/^\s*deb\s/, 'deb-src ')).join('\n')}\n`;
}
