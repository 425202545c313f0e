// Stands in for modules that only guard a build.
export {};
