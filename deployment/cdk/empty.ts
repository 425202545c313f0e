// An empty module, in place of modules that only guard a build.
export {};
