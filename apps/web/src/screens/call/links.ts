/** Where people take part in a room, or where its door is. */
export const meetingPath = (roomId: string): string => `/r/${roomId}`;

/** Where people watch a room, without being asked for a camera. */
export const audiencePath = (roomId: string): string => `/watch/${roomId}`;
