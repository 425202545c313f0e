// An error with a message for the developer: one plain sentence, printed without a stack.

export class LocalFailure extends Error {
  override readonly name = 'LocalFailure';
}
