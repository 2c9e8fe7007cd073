// The names that types have in the `cloudflare` package, as its users write them.

import Cloudflare, { type ClientOptions } from "cf-stream-downloads";
import type {
  AnyRequestOptions,
  DownloadCreateParams,
  DownloadCreateResponse,
  DownloadDeleteParams,
  DownloadDeleteResponse,
  DownloadGetParams,
  DownloadGetResponse,
  ErrorData,
  StreamListParams,
  Video,
  Videos,
  Token,
  TokenCreateParams,
  TokenCreateResponse,
} from "cf-stream-downloads";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

// In the class's namespace, in Stream's and in Downloads'.
export const same: true[] = [
  true satisfies Same<Cloudflare.RequestOptions, AnyRequestOptions>,
  true satisfies Same<Cloudflare.ErrorData, ErrorData>,
  true satisfies Same<Cloudflare.Stream, Cloudflare["stream"]>,
  true satisfies Same<Cloudflare.Stream.Downloads, Cloudflare["stream"]["downloads"]>,
  true satisfies Same<Cloudflare.Stream.Videos, Cloudflare["stream"]["videos"]>,
  true satisfies Same<Cloudflare.Stream.Video, Video>,
  true satisfies Same<Cloudflare.Stream.Videos, Videos>,
  true satisfies Same<Cloudflare.Stream.StreamListParams, StreamListParams>,
  true satisfies Same<Cloudflare.Stream.DownloadGetParams, DownloadGetParams>,
  true satisfies Same<Cloudflare.Stream.DownloadGetResponse, DownloadGetResponse>,
  true satisfies Same<Cloudflare.Stream.DownloadCreateParams, DownloadCreateParams>,
  true satisfies Same<Cloudflare.Stream.DownloadCreateResponse, DownloadCreateResponse>,
  true satisfies Same<Cloudflare.Stream.DownloadDeleteParams, DownloadDeleteParams>,
  true satisfies Same<Cloudflare.Stream.DownloadDeleteResponse, DownloadDeleteResponse>,
  true satisfies Same<Cloudflare.Stream.Downloads.DownloadGetParams, DownloadGetParams>,
  true satisfies Same<Cloudflare.Stream.Downloads.DownloadGetResponse, DownloadGetResponse>,
  true satisfies Same<Cloudflare.Stream.Downloads.DownloadCreateParams, DownloadCreateParams>,
  true satisfies Same<Cloudflare.Stream.Downloads.DownloadCreateResponse, DownloadCreateResponse>,
  true satisfies Same<Cloudflare.Stream.Downloads.DownloadDeleteParams, DownloadDeleteParams>,
  true satisfies Same<Cloudflare.Stream.Downloads.DownloadDeleteResponse, DownloadDeleteResponse>,
  true satisfies Same<Cloudflare.Stream.Token, Cloudflare["stream"]["token"]>,
  true satisfies Same<Cloudflare.Stream.TokenCreateParams, TokenCreateParams>,
  true satisfies Same<Cloudflare.Stream.TokenCreateResponse, TokenCreateResponse>,
  true satisfies Same<Cloudflare.Stream.Token.TokenCreateParams, TokenCreateParams>,
  true satisfies Same<Token.TokenCreateResponse, TokenCreateResponse>,
];

export function parts(got: DownloadGetResponse, created: DownloadCreateResponse) {
  const mp4: DownloadGetResponse.Default | undefined = got.default;
  const audio: DownloadGetResponse.Audio | undefined = got.audio;
  const newMp4: DownloadCreateResponse.Default | undefined = created.default;
  const newAudio: DownloadCreateResponse.Audio | undefined = created.audio;
  return [mp4, audio, newMp4, newAudio].map((download) => download?.percentComplete ?? 0);
}

export const make = (options: ClientOptions): Cloudflare => new Cloudflare(options);
