/**
 * Flags of Node.js for the server, wherever it is started.
 *
 * Node sizes the space for new objects by the machine's memory, on big ones more than 100 MB, and hardly gives it
 * back. What the server makes and forgets fits into far less; a smaller space is emptied more often, which costs
 * next to nothing. In megabytes for each of the two halves.
 */
export const SFU_NODE_FLAGS = ['--max-semi-space-size=8'];
