// What nearly every source of the worker includes. Compiled once in advance, it saves about a fifth of the build.
#include <array>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>

#include <flatbuffers/flatbuffers.h>
#include <uv.h>
