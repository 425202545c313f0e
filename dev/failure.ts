// An error with a message for the developer: one plain sentence, printed without a stack.

/** Its message says what is wrong and what to do. */
export class LocalFailure extends Error {
  override readonly name = 'LocalFailure';
}
