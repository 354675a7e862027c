"""The public contract, seen from outside: commands and HTTP alone, nothing imported from `app`."""
