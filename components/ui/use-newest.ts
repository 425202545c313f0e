// Returns the newest of several messages.
import { useState } from 'react';

/** A message and its subject: a new `about` makes it new, even if the sentence is the same. */
export interface News {
  about: unknown;
  sentence: string;
}

export interface Newest {
  sentence: string;
  /** Increases with each new message. */
  count: number;
}

/** @param news in a fixed order; an empty sentence means no message */
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
