// The worker's own file, so that the bundler makes a script of this origin of it.
import '@plenary/client/e2ee-worker';
