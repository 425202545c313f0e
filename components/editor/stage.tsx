'use client';
// The crop area: the photo under the frame of the crop, moved by pointer, wheel and keyboard.
import {
  type PointerEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { Point } from '@/lib/client/images/crop-geometry';
import { actionOfKey } from '@/lib/client/images/crop-keys';
import type { CropAction } from '@/lib/client/images/crop-state';
import type { Scene } from './draw';
import { FirstLook } from './first-look';
import { FRAME_SHARE, gestureAction, stagePoint, wheelAction } from './gestures';

interface StageProps {
  readonly file: Blob;
  /** Null while the photo is opening. */
  readonly scene: Scene | null;
  readonly label: string;
  readonly describedBy: string;
  readonly draw: (canvas: HTMLCanvasElement, scene: Scene) => void;
  readonly dispatch: (action: CropAction) => void;
  /** Drawn inside the square around the crop. */
  readonly frame: ReactNode;
  /** Shown over the stage while there is no photo. */
  readonly children: ReactNode;
}

/** A press that moves less than this, in CSS pixels, is a tap. */
const TAP_SLOP = 6;

/** Highest device pixel ratio to draw at: more costs time and shows no difference. */
const SHARPEST = 2;

export function Stage(props: StageProps) {
  const { file, scene, label, describedBy, draw, dispatch, frame, children } = props;
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const side = useDevicePixels(stage);
  const pointers = useRef(new Map<number, Point>());
  // A press that may still become a tap: no other pointer is down, and it has not moved.
  const tap = useRef<{ x: number; y: number } | null>(null);

  // Focus without scrolling, so that the dialog's title stays in view.
  useEffect(() => stage.current?.focus({ preventScroll: true }), []);

  useLayoutEffect(() => {
    if (canvas.current && scene && side > 0) draw(canvas.current, scene);
  }, [draw, scene, side]);

  useEffect(() => {
    const element = stage.current;
    if (!element) return;
    // React's wheel listeners are passive, and the page below must not scroll.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      dispatch(wheelAction(event, stagePoint(event, element.getBoundingClientRect())));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [dispatch]);

  function pointOf(event: PointerEvent<HTMLElement>): Point {
    return stagePoint(event, event.currentTarget.getBoundingClientRect());
  }

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0 || pointers.current.size === 2) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    pointers.current.set(event.pointerId, pointOf(event));
    const { clientX: x, clientY: y } = event;
    tap.current = pointers.current.size === 1 ? { x, y } : null;
  }

  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    if (!pointers.current.has(event.pointerId)) return;
    const before = [...pointers.current.values()];
    pointers.current.set(event.pointerId, pointOf(event));
    dispatch(gestureAction(before, [...pointers.current.values()]));
    if (tap.current && movedBy(event, tap.current) > TAP_SLOP) tap.current = null;
  }

  /** Centres the tapped point, for people who cannot drag. */
  function onPointerUp(event: PointerEvent<HTMLElement>): void {
    if (tap.current && pointers.current.has(event.pointerId)) {
      dispatch({ type: 'carry', from: pointOf(event), to: { x: 0, y: 0 }, factor: 1 });
    }
    release(event);
  }

  const release = (event: PointerEvent<HTMLElement>) => {
    pointers.current.delete(event.pointerId);
    tap.current = null;
  };

  return (
    <div
      ref={stage}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the photo
      tabIndex={0}
      aria-label={label}
      aria-describedby={describedBy}
      aria-busy={!scene}
      onKeyDown={(event) => {
        const action = actionOfKey(event);
        if (!action) return;
        event.preventDefault();
        dispatch(action);
      }}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={release}
      onLostPointerCapture={release}
      className="relative mx-auto aspect-square w-full max-w-[min(100%,42dvh)] shrink-0 touch-none overflow-hidden rounded-xl bg-sunken select-none active:cursor-grabbing sm:max-w-[max(144px,min(24rem,calc(100dvh-11rem)))] sm:short:max-w-[max(144px,calc(100dvh-8rem))] aria-busy:bg-[#17211e] aria-[busy=false]:cursor-grab"
    >
      <canvas ref={canvas} width={side} height={side} className="size-full" />
      {!scene && <FirstLook file={file} />}
      <div
        aria-hidden="true"
        style={{ inset: `${((1 - FRAME_SHARE) / 2) * 100}%` }}
        className="pointer-events-none absolute forced-color-adjust-none"
      >
        {frame}
      </div>
      <Level />
      {children}
    </div>
  );
}

/** The outline of a crop; what is outside is darker. */
export const FRAME_LOOK = 'border-2 border-white shadow-[0_0_0_100vmax_rgb(8_18_15/0.6)]';

function movedBy(event: PointerEvent<HTMLElement>, from: { x: number; y: number }): number {
  return Math.hypot(event.clientX - from.x, event.clientY - from.y);
}

/** Grid lines, shown while the straighten slider is used. */
function Level() {
  return (
    <div
      aria-hidden="true"
      style={{ backgroundSize: '12.5% 12.5%' }}
      className="pointer-events-none absolute inset-0 bg-[linear-gradient(rgb(255_255_255/0.4)_1px,transparent_1px),linear-gradient(90deg,rgb(255_255_255/0.4)_1px,transparent_1px)] bg-center opacity-0 transition-opacity group-has-[[data-straighten]:is(:focus,:active)]:opacity-100"
    />
  );
}

/** Returns an element's width in device pixels, updated as it changes; 0 until it is known. */
function useDevicePixels(of: React.RefObject<HTMLElement | null>): number {
  const [pixels, setPixels] = useState(0);
  useLayoutEffect(() => {
    const element = of.current;
    if (!element) return;
    const measure = () =>
      setPixels(Math.round(element.clientWidth * Math.min(window.devicePixelRatio, SHARPEST)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return pixels;
}
