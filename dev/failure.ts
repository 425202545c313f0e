// What a local command tells the person at the keyboard, in one plain sentence and without a stack.

export class LocalFailure extends Error {
  override readonly name = 'LocalFailure';
}
