export * from './types.ts';
export * from './negotiate.ts';
export * from './goVersion.ts';
export * from './alert.ts';
export * from './grpcGo.ts';
export * from './judge.ts';
export * from './releases.ts';
export * from './bandWords.ts';
