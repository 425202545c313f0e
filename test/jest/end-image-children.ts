// Jest `setupFilesAfterEnv`: each test file ends the image child processes that it started.
import { endImageChildren } from '@/lib/server/images/image-children';

afterAll(endImageChildren);
