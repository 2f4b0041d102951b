import { writeFileSync } from 'node:fs';
import { protocolPage } from './protocol-page.ts';

const target = new URL('../../docs/protocol.md', import.meta.url);
writeFileSync(target, protocolPage());
console.log('docs/protocol.md is written.');
