// Jest's browser environment, which fails a test file that leaves something open.
import { TestEnvironment } from 'jest-environment-jsdom';
import { LeakCheck } from './leak-check';

export default class CheckedJsdom extends TestEnvironment {
  private readonly leaks = new LeakCheck();

  handleTestEvent = this.leaks.note;

  override async setup(): Promise<void> {
    await super.setup();
    // As on the app's pages. A busy machine answers late.
    this.global.document.documentElement.dataset.requestTimeout = '600000';
  }

  override async teardown(): Promise<void> {
    await super.teardown();
    await this.leaks.end();
  }
}
