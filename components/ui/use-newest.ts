// Of several things that can be said, the one that came last.
import { useState } from 'react';

/** Something to say, and what it is about: another `about` is news even where the sentence is the same. */
export type News = { about: unknown; sentence: string };

export type Newest = {
  sentence: string;
  /** Grows with each piece of news. */
  count: number;
};

/** @param news always in the same order; an empty sentence says nothing */
export function useNewest(news: News[]): Newest {
  const [known, setKnown] = useState({ abouts: news.map(({ about }) => about), at: -1, count: 0 });
  const isNew = (index: number) => news[index]?.about !== known.abouts[index];
  if (news.some((_, index) => isNew(index))) {
    const at = news.findLastIndex(({ sentence }, index) => sentence !== '' && isNew(index));
    setKnown({
      abouts: news.map(({ about }) => about),
      at: at === -1 ? known.at : at,
      count: known.count + (at === -1 ? 0 : 1),
    });
  }
  return { sentence: news[known.at]?.sentence ?? '', count: known.count };
}
