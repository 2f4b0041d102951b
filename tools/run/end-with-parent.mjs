// Preloaded into the launcher's services (node --import): when the launcher is killed outright, nobody tells
// them to end, and they would keep the ports. They notice by their new parent.
import { whenParentDies } from '../setup/parent.mjs';

whenParentDies(() => process.kill(process.pid, 'SIGTERM'));
