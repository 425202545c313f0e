// Jest `setupFilesAfterEnv`: long timeouts for busy machines, in Testing Library's queries and in calls to the API.
import { configure } from '@testing-library/react';

configure({ asyncUtilTimeout: 120_000 });
document.documentElement.dataset.requestTimeout = '600000';
