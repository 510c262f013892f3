#version 330
// An empty sheet for the figure: no surface yet, the room's depth.
uniform sampler2D room_depth;
layout(location = 0) out vec4 surface;
layout(location = 1) out vec4 facing;
void main() {
    surface = vec4(0.0);
    facing = vec4(0.0);
    gl_FragDepth = texelFetch(room_depth, ivec2(gl_FragCoord.xy), 0).r;
}
