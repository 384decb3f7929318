/** A rule that cannot be worked out with these values. The message is what cel-go says of it. */
export class Failure extends Error {}
