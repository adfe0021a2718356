// Lua's library, unmodified, as a guest: runs the script that standard input holds.
#include <stdio.h>

#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

int main(void) {
  lua_State* const lua = luaL_newstate();
  if (lua == NULL) return 1;
  luaL_openlibs(lua);
  if (luaL_loadfile(lua, NULL) != LUA_OK || lua_pcall(lua, 0, 0, 0) != LUA_OK) {
    printf("lua: %s\n", lua_tostring(lua, -1));
    return 1;
  }
  lua_close(lua);
  return 0;
}
