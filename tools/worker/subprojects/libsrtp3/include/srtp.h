// The part of the libsrtp 3 interface that mediasoup-worker uses, expressed over libsrtp 2.
//
// Two things differ between the versions. A policy is a plain struct in 2 and an opaque object with setters in 3;
// and packets are transformed in place in 2, from a source into a destination in 3. The functions below have the
// names of libsrtp 2's and differ by their parameters, so this header is for C++ only.
#pragma once

#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <openssl/crypto.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

// Two error codes that came with version 3. The numbers only have to be free in version 2.
inline constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(100);
inline constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(101);

namespace plenary
{
	struct SrtpPolicy
	{
		srtp2_policy_t settings{};
		// The master key and, behind it, the salt. `settings` points into it until the session is made.
		std::vector<uint8_t> keyAndSalt;

		~SrtpPolicy()
		{
			OPENSSL_cleanse(keyAndSalt.data(), keyAndSalt.size());
		}
	};

	using TransformInPlace = srtp_err_status_t (*)(srtp_t session, void* packet, int* length);

	// Copies the packet to where the caller wants the result and transforms it there.
	inline srtp_err_status_t transform(
	  TransformInPlace transformInPlace,
	  srtp_t session,
	  const uint8_t* source,
	  size_t sourceLength,
	  uint8_t* destination,
	  size_t* destinationLength)
	{
		if (*destinationLength < sourceLength)
		{
			return srtp_err_status_buffer_small;
		}

		if (destination != source)
		{
			std::memcpy(destination, source, sourceLength);
		}

		int length        = static_cast<int>(sourceLength);
		const auto status = transformInPlace(session, destination, &length);

		if (status == srtp_err_status_ok)
		{
			*destinationLength = static_cast<size_t>(length);
		}

		return status;
	}
} // namespace plenary

using srtp_policy_t = plenary::SrtpPolicy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new plenary::SrtpPolicy();

	return srtp_err_status_ok;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->settings.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	const auto status = srtp_crypto_policy_set_from_profile_for_rtp(&policy->settings.rtp, profile);

	if (status != srtp_err_status_ok)
	{
		return status;
	}

	return srtp_crypto_policy_set_from_profile_for_rtcp(&policy->settings.rtcp, profile);
}

// The worker uses no master key identifier (MKI), so the last two parameters are always empty.
inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const uint8_t* key,
  size_t keyLength,
  const uint8_t* salt,
  size_t saltLength,
  const uint8_t* /*mki*/,
  size_t /*mkiLength*/)
{
	policy->keyAndSalt.reserve(keyLength + saltLength);
	policy->keyAndSalt.assign(key, key + keyLength);
	policy->keyAndSalt.insert(policy->keyAndSalt.end(), salt, salt + saltLength);
	policy->settings.key = policy->keyAndSalt.data();

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->settings.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t packets)
{
	policy->settings.window_size = packets;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	return srtp_create(session, static_cast<const srtp2_policy_t*>(&policy->settings));
}

// Renamed in version 3. The caller hands the SSRC in network byte order, which is what version 2 wants.
inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

inline srtp_err_status_t srtp_protect(
  srtp_t session,
  const uint8_t* rtp,
  size_t rtpLength,
  uint8_t* srtp,
  size_t* srtpLength,
  size_t /*mkiIndex*/)
{
	return plenary::transform(srtp_protect, session, rtp, rtpLength, srtp, srtpLength);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, size_t srtpLength, uint8_t* rtp, size_t* rtpLength)
{
	return plenary::transform(srtp_unprotect, session, srtp, srtpLength, rtp, rtpLength);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session,
  const uint8_t* rtcp,
  size_t rtcpLength,
  uint8_t* srtcp,
  size_t* srtcpLength,
  size_t /*mkiIndex*/)
{
	return plenary::transform(srtp_protect_rtcp, session, rtcp, rtcpLength, srtcp, srtcpLength);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, size_t srtcpLength, uint8_t* rtcp, size_t* rtcpLength)
{
	return plenary::transform(srtp_unprotect_rtcp, session, srtcp, srtcpLength, rtcp, rtcpLength);
}
