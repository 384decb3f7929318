// What cannot be asked of a cluster that is not simulated.

/** Thrown by evidence; the check is neither passed nor failed, and `message` says why, one sentence without a full stop. */
export class NotJudged extends Error {}
