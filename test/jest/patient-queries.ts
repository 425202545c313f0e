// Jest `setupFilesAfterEnv`: raises the timeout of Testing Library's queries for busy machines.
import { configure } from '@testing-library/react';

configure({ asyncUtilTimeout: 120_000 });
