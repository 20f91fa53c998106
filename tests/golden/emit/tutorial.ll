define i64 @before(ptr %p0) #0 {
entry:
%t1 = getelementptr ptr, ptr %p0, i64 3
%t2 = load ptr, ptr %t1, align 8
store float 0x0000000000000000, ptr %t2, align 4
ret i64 0
}
define i64 @steps(ptr %p0, i64 %p1, i64 %p2) #0 {
entry:
%local = alloca [448 x i8], align 64
%t1 = getelementptr i64, ptr %p0, i64 8
%t2 = load i64, ptr %t1, align 8
%t3 = getelementptr i64, ptr %p0, i64 9
%t4 = load i64, ptr %t3, align 8
%t5 = getelementptr ptr, ptr %p0, i64 4
%t6 = load ptr, ptr %t5, align 8
%t7 = getelementptr i8, ptr %local, i64 0
%t8 = load <8 x float>, ptr %t6, align 4
store <8 x float> %t8, ptr %t7, align 4
%t9 = getelementptr float, ptr %t6, i64 8
%t10 = load <4 x float>, ptr %t9, align 4
%t11 = getelementptr float, ptr %t7, i64 8
store <4 x float> %t10, ptr %t11, align 4
%t12 = getelementptr ptr, ptr %p0, i64 5
%t13 = load ptr, ptr %t12, align 8
%t14 = getelementptr i8, ptr %local, i64 64
%t15 = load <4 x float>, ptr %t13, align 4
br label %b16
b16:
store <4 x float> %t15, ptr %t14, align 4
%t17 = getelementptr ptr, ptr %p0, i64 6
%t18 = load ptr, ptr %t17, align 8
%t19 = getelementptr i8, ptr %local, i64 96
%t20 = load <8 x float>, ptr %t18, align 4
store <8 x float> %t20, ptr %t19, align 4
%t21 = getelementptr ptr, ptr %p0, i64 7
%t22 = load ptr, ptr %t21, align 8
%t23 = getelementptr i8, ptr %local, i64 128
%t24 = load <2 x float>, ptr %t22, align 4
store <2 x float> %t24, ptr %t23, align 4
%t25 = getelementptr ptr, ptr %p0, i64 3
%t26 = load ptr, ptr %t25, align 8
%t27 = getelementptr i8, ptr %local, i64 160
%t28 = load float, ptr %t26, align 4
store float %t28, ptr %t27, align 4
%t29 = load ptr, ptr %p0, align 8
br label %b30
b30:
%t31 = sub i64 %t4, 1
%t32 = getelementptr ptr, ptr %p0, i64 1
%t33 = load ptr, ptr %t32, align 8
%t34 = getelementptr ptr, ptr %p0, i64 2
%t35 = load ptr, ptr %t34, align 8
%t36 = icmp slt i64 %t31, 2147483647
%t37 = select i1 %t36, i64 %t31, i64 2147483647
%t38 = trunc i64 %t37 to i32
%t39 = insertelement <8 x i32> poison, i32 %t38, i64 0
%t40 = shufflevector <8 x i32> %t39, <8 x i32> poison, <8 x i32> zeroinitializer
%t41 = getelementptr i8, ptr %local, i64 192
%t42 = getelementptr i64, ptr %p0, i64 11
%t43 = load i64, ptr %t42, align 8
%t44 = icmp ne i64 %t43, 0
%t45 = fneg <8 x float> splat (float 0x3F847AE140000000)
%t46 = fneg <4 x float> splat (float 0x3F847AE140000000)
%t47 = fneg <2 x float> splat (float 0x3F847AE140000000)
br label %b48
b48:
%t51 = icmp slt i64 %p1, %p2
br i1 %t51, label %b49, label %b50
b49:
%t52 = phi i64 [%p1, %b48], [%t777, %b740]
%t53 = mul i64 %t52, %t2
%t54 = sub i64 %t4, %t53
%t55 = icmp slt i64 %t2, %t54
%t56 = select i1 %t55, i64 %t2, i64 %t54
%t57 = mul i64 %t56, 4
%t58 = sitofp i64 %t56 to float
%t59 = fdiv float 0x3FF0000000000000, %t58
%t60 = fneg float %t59
%t61 = insertelement <8 x float> poison, float %t60, i64 0
%t62 = shufflevector <8 x float> %t61, <8 x float> poison, <8 x i32> zeroinitializer
br label %b63
b63:
%t65 = phi i64 [0, %b49], [%t726, %b96]
%t66 = phi <8 x float> [splat (float 0x0000000000000000), %b49], [%t722, %b96]
%t67 = phi <8 x float> [splat (float 0x0000000000000000), %b49], [%t723, %b96]
%t68 = phi <8 x float> [splat (float 0x0000000000000000), %b49], [%t724, %b96]
%t69 = phi <8 x float> [splat (float 0x0000000000000000), %b49], [%t725, %b96]
%t70 = sub i64 %t56, %t65
%t71 = icmp slt i64 %t70, 8
%t72 = select i1 %t71, i64 %t70, i64 8
%t73 = sitofp i64 %t72 to float
%t74 = insertelement <8 x float> poison, float %t73, i64 0
%t75 = shufflevector <8 x float> %t74, <8 x float> poison, <8 x i32> zeroinitializer
%t76 = fcmp olt <8 x float> <float 0x0000000000000000, float 0x3FF0000000000000, float 0x4000000000000000, float 0x4008000000000000, float 0x4010000000000000, float 0x4014000000000000, float 0x4018000000000000, float 0x401C000000000000>, %t75
%t77 = insertelement <8 x i64> poison, i64 %t65, i64 0
%t78 = shufflevector <8 x i64> %t77, <8 x i64> poison, <8 x i32> zeroinitializer
%t79 = add <8 x i64> %t78, <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7>
%t80 = select <8 x i1> %t76, <8 x i64> %t79, <8 x i64> %t78
%t81 = add i64 %t53, %t65
%t82 = getelementptr i32, ptr %t29, i64 %t81
%t83 = call <8 x i32> @llvm.masked.load.v8i32.p0(ptr %t82, i32 4, <8 x i1> %t76, <8 x i32> zeroinitializer)
%t84 = add i64 %t65, %t57
%t85 = add i64 %t84, 8
%t86 = icmp sle i64 %t85, %t54
%t87 = add i64 %t53, %t84
%t88 = add i64 %t87, 1
%t89 = add i64 %t87, 2
%t90 = add i64 %t87, 3
%t91 = add i64 %t87, 4
%t92 = add i64 %t87, 5
%t93 = add i64 %t87, 6
%t94 = add i64 %t87, 7
br i1 %t86, label %b95, label %b96
b95:
%t97 = getelementptr i32, ptr %t29, i64 %t87
%t98 = load i32, ptr %t97, align 4
%t99 = sext i32 %t98 to i64
%t100 = mul i64 %t99, 3
%t101 = getelementptr float, ptr %t33, i64 %t100
call void @llvm.prefetch.p0(ptr %t101, i32 0, i32 3, i32 1)
%t102 = add i64 %t100, 2
%t103 = getelementptr float, ptr %t33, i64 %t102
call void @llvm.prefetch.p0(ptr %t103, i32 0, i32 3, i32 1)
%t104 = mul i64 %t99, 2
%t105 = getelementptr float, ptr %t35, i64 %t104
call void @llvm.prefetch.p0(ptr %t105, i32 0, i32 3, i32 1)
%t106 = getelementptr i32, ptr %t29, i64 %t88
%t107 = load i32, ptr %t106, align 4
%t108 = sext i32 %t107 to i64
%t109 = mul i64 %t108, 3
%t110 = getelementptr float, ptr %t33, i64 %t109
call void @llvm.prefetch.p0(ptr %t110, i32 0, i32 3, i32 1)
%t111 = add i64 %t109, 2
%t112 = getelementptr float, ptr %t33, i64 %t111
call void @llvm.prefetch.p0(ptr %t112, i32 0, i32 3, i32 1)
%t113 = mul i64 %t108, 2
%t114 = getelementptr float, ptr %t35, i64 %t113
call void @llvm.prefetch.p0(ptr %t114, i32 0, i32 3, i32 1)
%t115 = getelementptr i32, ptr %t29, i64 %t89
%t116 = load i32, ptr %t115, align 4
%t117 = sext i32 %t116 to i64
%t118 = mul i64 %t117, 3
%t119 = getelementptr float, ptr %t33, i64 %t118
call void @llvm.prefetch.p0(ptr %t119, i32 0, i32 3, i32 1)
%t120 = add i64 %t118, 2
%t121 = getelementptr float, ptr %t33, i64 %t120
call void @llvm.prefetch.p0(ptr %t121, i32 0, i32 3, i32 1)
%t122 = mul i64 %t117, 2
%t123 = getelementptr float, ptr %t35, i64 %t122
call void @llvm.prefetch.p0(ptr %t123, i32 0, i32 3, i32 1)
%t124 = getelementptr i32, ptr %t29, i64 %t90
%t125 = load i32, ptr %t124, align 4
%t126 = sext i32 %t125 to i64
%t127 = mul i64 %t126, 3
%t128 = getelementptr float, ptr %t33, i64 %t127
call void @llvm.prefetch.p0(ptr %t128, i32 0, i32 3, i32 1)
%t129 = add i64 %t127, 2
%t130 = getelementptr float, ptr %t33, i64 %t129
call void @llvm.prefetch.p0(ptr %t130, i32 0, i32 3, i32 1)
%t131 = mul i64 %t126, 2
%t132 = getelementptr float, ptr %t35, i64 %t131
call void @llvm.prefetch.p0(ptr %t132, i32 0, i32 3, i32 1)
%t133 = getelementptr i32, ptr %t29, i64 %t91
%t134 = load i32, ptr %t133, align 4
%t135 = sext i32 %t134 to i64
%t136 = mul i64 %t135, 3
%t137 = getelementptr float, ptr %t33, i64 %t136
call void @llvm.prefetch.p0(ptr %t137, i32 0, i32 3, i32 1)
%t138 = add i64 %t136, 2
%t139 = getelementptr float, ptr %t33, i64 %t138
call void @llvm.prefetch.p0(ptr %t139, i32 0, i32 3, i32 1)
%t140 = mul i64 %t135, 2
%t141 = getelementptr float, ptr %t35, i64 %t140
call void @llvm.prefetch.p0(ptr %t141, i32 0, i32 3, i32 1)
%t142 = getelementptr i32, ptr %t29, i64 %t92
%t143 = load i32, ptr %t142, align 4
%t144 = sext i32 %t143 to i64
%t145 = mul i64 %t144, 3
%t146 = getelementptr float, ptr %t33, i64 %t145
call void @llvm.prefetch.p0(ptr %t146, i32 0, i32 3, i32 1)
%t147 = add i64 %t145, 2
%t148 = getelementptr float, ptr %t33, i64 %t147
call void @llvm.prefetch.p0(ptr %t148, i32 0, i32 3, i32 1)
%t149 = mul i64 %t144, 2
%t150 = getelementptr float, ptr %t35, i64 %t149
call void @llvm.prefetch.p0(ptr %t150, i32 0, i32 3, i32 1)
%t151 = getelementptr i32, ptr %t29, i64 %t93
%t152 = load i32, ptr %t151, align 4
%t153 = sext i32 %t152 to i64
%t154 = mul i64 %t153, 3
%t155 = getelementptr float, ptr %t33, i64 %t154
call void @llvm.prefetch.p0(ptr %t155, i32 0, i32 3, i32 1)
%t156 = add i64 %t154, 2
%t157 = getelementptr float, ptr %t33, i64 %t156
call void @llvm.prefetch.p0(ptr %t157, i32 0, i32 3, i32 1)
%t158 = mul i64 %t153, 2
%t159 = getelementptr float, ptr %t35, i64 %t158
call void @llvm.prefetch.p0(ptr %t159, i32 0, i32 3, i32 1)
%t160 = getelementptr i32, ptr %t29, i64 %t94
%t161 = load i32, ptr %t160, align 4
%t162 = sext i32 %t161 to i64
%t163 = mul i64 %t162, 3
%t164 = getelementptr float, ptr %t33, i64 %t163
call void @llvm.prefetch.p0(ptr %t164, i32 0, i32 3, i32 1)
%t165 = add i64 %t163, 2
%t166 = getelementptr float, ptr %t33, i64 %t165
call void @llvm.prefetch.p0(ptr %t166, i32 0, i32 3, i32 1)
%t167 = mul i64 %t162, 2
%t168 = getelementptr float, ptr %t35, i64 %t167
call void @llvm.prefetch.p0(ptr %t168, i32 0, i32 3, i32 1)
br label %b96
b96:
%t169 = call <8 x i32> @llvm.smin.v8i32(<8 x i32> %t83, <8 x i32> %t40)
%t170 = call <8 x i32> @llvm.smax.v8i32(<8 x i32> %t169, <8 x i32> splat (i32 0))
%t171 = extractelement <8 x i32> %t170, i64 0
%t172 = sext i32 %t171 to i64
%t173 = mul i64 %t172, 3
%t174 = mul i64 %t173, 4
%t175 = getelementptr i8, ptr %t33, i64 %t174
%t176 = extractelement <8 x i32> %t170, i64 1
%t177 = sext i32 %t176 to i64
%t178 = mul i64 %t177, 3
%t179 = mul i64 %t178, 4
%t180 = getelementptr i8, ptr %t33, i64 %t179
%t181 = extractelement <8 x i32> %t170, i64 2
%t182 = sext i32 %t181 to i64
%t183 = mul i64 %t182, 3
%t184 = mul i64 %t183, 4
%t185 = getelementptr i8, ptr %t33, i64 %t184
%t186 = extractelement <8 x i32> %t170, i64 3
%t187 = sext i32 %t186 to i64
%t188 = mul i64 %t187, 3
%t189 = mul i64 %t188, 4
%t190 = getelementptr i8, ptr %t33, i64 %t189
%t191 = extractelement <8 x i32> %t170, i64 4
%t192 = sext i32 %t191 to i64
%t193 = mul i64 %t192, 3
%t194 = mul i64 %t193, 4
%t195 = getelementptr i8, ptr %t33, i64 %t194
%t196 = extractelement <8 x i32> %t170, i64 5
%t197 = sext i32 %t196 to i64
%t198 = mul i64 %t197, 3
%t199 = mul i64 %t198, 4
%t200 = getelementptr i8, ptr %t33, i64 %t199
%t201 = extractelement <8 x i32> %t170, i64 6
%t202 = sext i32 %t201 to i64
%t203 = mul i64 %t202, 3
%t204 = mul i64 %t203, 4
%t205 = getelementptr i8, ptr %t33, i64 %t204
%t206 = extractelement <8 x i32> %t170, i64 7
%t207 = sext i32 %t206 to i64
%t208 = mul i64 %t207, 3
%t209 = mul i64 %t208, 4
%t210 = getelementptr i8, ptr %t33, i64 %t209
%t211 = load <2 x float>, ptr %t175, align 4
%t212 = load <2 x float>, ptr %t180, align 4
%t213 = load <2 x float>, ptr %t185, align 4
%t214 = load <2 x float>, ptr %t190, align 4
%t215 = load <2 x float>, ptr %t195, align 4
%t216 = load <2 x float>, ptr %t200, align 4
%t217 = load <2 x float>, ptr %t205, align 4
%t218 = load <2 x float>, ptr %t210, align 4
%t219 = shufflevector <2 x float> %t211, <2 x float> %t212, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
%t220 = shufflevector <2 x float> %t215, <2 x float> %t216, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
%t221 = shufflevector <4 x float> %t219, <4 x float> %t220, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
%t222 = shufflevector <2 x float> %t213, <2 x float> %t214, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
%t223 = shufflevector <2 x float> %t217, <2 x float> %t218, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
%t224 = shufflevector <4 x float> %t222, <4 x float> %t223, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
%t225 = shufflevector <8 x float> %t221, <8 x float> %t224, <8 x i32> <i32 0, i32 2, i32 8, i32 10, i32 4, i32 6, i32 12, i32 14>
%t226 = shufflevector <8 x float> %t221, <8 x float> %t224, <8 x i32> <i32 1, i32 3, i32 9, i32 11, i32 5, i32 7, i32 13, i32 15>
%t227 = getelementptr float, ptr %t175, i64 2
%t228 = load float, ptr %t227, align 4
%t229 = getelementptr float, ptr %t180, i64 2
%t230 = load float, ptr %t229, align 4
%t231 = getelementptr float, ptr %t185, i64 2
%t232 = load float, ptr %t231, align 4
%t233 = getelementptr float, ptr %t190, i64 2
%t234 = load float, ptr %t233, align 4
%t235 = getelementptr float, ptr %t195, i64 2
%t236 = load float, ptr %t235, align 4
%t237 = getelementptr float, ptr %t200, i64 2
%t238 = load float, ptr %t237, align 4
%t239 = getelementptr float, ptr %t205, i64 2
%t240 = load float, ptr %t239, align 4
%t241 = getelementptr float, ptr %t210, i64 2
%t242 = load float, ptr %t241, align 4
%t243 = insertelement <8 x float> poison, float %t228, i64 0
%t244 = insertelement <8 x float> %t243, float %t230, i64 1
%t245 = insertelement <8 x float> %t244, float %t232, i64 2
%t246 = insertelement <8 x float> %t245, float %t234, i64 3
%t247 = insertelement <8 x float> %t246, float %t236, i64 4
%t248 = insertelement <8 x float> %t247, float %t238, i64 5
%t249 = insertelement <8 x float> %t248, float %t240, i64 6
%t250 = insertelement <8 x float> %t249, float %t242, i64 7
%t251 = mul i64 %t172, 2
%t252 = mul i64 %t251, 4
%t253 = getelementptr i8, ptr %t35, i64 %t252
%t254 = mul i64 %t177, 2
%t255 = mul i64 %t254, 4
%t256 = getelementptr i8, ptr %t35, i64 %t255
%t257 = mul i64 %t182, 2
%t258 = mul i64 %t257, 4
%t259 = getelementptr i8, ptr %t35, i64 %t258
%t260 = mul i64 %t187, 2
%t261 = mul i64 %t260, 4
%t262 = getelementptr i8, ptr %t35, i64 %t261
%t263 = mul i64 %t192, 2
%t264 = mul i64 %t263, 4
%t265 = getelementptr i8, ptr %t35, i64 %t264
%t266 = mul i64 %t197, 2
%t267 = mul i64 %t266, 4
%t268 = getelementptr i8, ptr %t35, i64 %t267
%t269 = mul i64 %t202, 2
%t270 = mul i64 %t269, 4
%t271 = getelementptr i8, ptr %t35, i64 %t270
%t272 = mul i64 %t207, 2
%t273 = mul i64 %t272, 4
%t274 = getelementptr i8, ptr %t35, i64 %t273
%t275 = load <2 x float>, ptr %t253, align 4
%t276 = load <2 x float>, ptr %t256, align 4
%t277 = load <2 x float>, ptr %t259, align 4
%t278 = load <2 x float>, ptr %t262, align 4
%t279 = load <2 x float>, ptr %t265, align 4
%t280 = load <2 x float>, ptr %t268, align 4
%t281 = load <2 x float>, ptr %t271, align 4
%t282 = load <2 x float>, ptr %t274, align 4
%t283 = shufflevector <2 x float> %t275, <2 x float> %t276, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
%t284 = shufflevector <2 x float> %t279, <2 x float> %t280, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
%t285 = shufflevector <4 x float> %t283, <4 x float> %t284, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
%t286 = shufflevector <2 x float> %t277, <2 x float> %t278, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
%t287 = shufflevector <2 x float> %t281, <2 x float> %t282, <4 x i32> <i32 0, i32 1, i32 2, i32 3>
%t288 = shufflevector <4 x float> %t286, <4 x float> %t287, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>
%t289 = shufflevector <8 x float> %t285, <8 x float> %t288, <8 x i32> <i32 0, i32 2, i32 8, i32 10, i32 4, i32 6, i32 12, i32 14>
%t290 = shufflevector <8 x float> %t285, <8 x float> %t288, <8 x i32> <i32 1, i32 3, i32 9, i32 11, i32 5, i32 7, i32 13, i32 15>
%t291 = load float, ptr %t7, align 4
%t292 = getelementptr float, ptr %t7, i64 1
%t293 = load float, ptr %t292, align 4
%t294 = getelementptr float, ptr %t7, i64 2
%t295 = load float, ptr %t294, align 4
%t296 = getelementptr float, ptr %t7, i64 3
%t297 = load float, ptr %t296, align 4
%t298 = getelementptr float, ptr %t7, i64 4
%t299 = load float, ptr %t298, align 4
%t300 = getelementptr float, ptr %t7, i64 5
%t301 = load float, ptr %t300, align 4
%t302 = getelementptr float, ptr %t7, i64 6
%t303 = load float, ptr %t302, align 4
%t304 = getelementptr float, ptr %t7, i64 7
%t305 = load float, ptr %t304, align 4
%t306 = getelementptr float, ptr %t7, i64 8
%t307 = load float, ptr %t306, align 4
%t308 = getelementptr float, ptr %t7, i64 9
%t309 = load float, ptr %t308, align 4
%t310 = getelementptr float, ptr %t7, i64 10
%t311 = load float, ptr %t310, align 4
%t312 = getelementptr float, ptr %t7, i64 11
%t313 = load float, ptr %t312, align 4
%t314 = insertelement <8 x float> poison, float %t291, i64 0
%t315 = shufflevector <8 x float> %t314, <8 x float> poison, <8 x i32> zeroinitializer
%t316 = fmul <8 x float> %t225, %t315
%t317 = insertelement <8 x float> poison, float %t299, i64 0
%t318 = shufflevector <8 x float> %t317, <8 x float> poison, <8 x i32> zeroinitializer
%t319 = fmul <8 x float> %t226, %t318
%t320 = insertelement <8 x float> poison, float %t307, i64 0
%t321 = shufflevector <8 x float> %t320, <8 x float> poison, <8 x i32> zeroinitializer
%t322 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t250, <8 x float> %t321, <8 x float> %t316)
%t323 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t226, <8 x float> %t318, <8 x float> %t322)
%t324 = insertelement <8 x float> poison, float %t293, i64 0
%t325 = shufflevector <8 x float> %t324, <8 x float> poison, <8 x i32> zeroinitializer
%t326 = fmul <8 x float> %t225, %t325
%t327 = insertelement <8 x float> poison, float %t301, i64 0
%t328 = shufflevector <8 x float> %t327, <8 x float> poison, <8 x i32> zeroinitializer
%t329 = fmul <8 x float> %t226, %t328
%t330 = insertelement <8 x float> poison, float %t309, i64 0
%t331 = shufflevector <8 x float> %t330, <8 x float> poison, <8 x i32> zeroinitializer
%t332 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t250, <8 x float> %t331, <8 x float> %t326)
%t333 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t226, <8 x float> %t328, <8 x float> %t332)
%t334 = insertelement <8 x float> poison, float %t295, i64 0
%t335 = shufflevector <8 x float> %t334, <8 x float> poison, <8 x i32> zeroinitializer
%t336 = fmul <8 x float> %t225, %t335
%t337 = insertelement <8 x float> poison, float %t303, i64 0
%t338 = shufflevector <8 x float> %t337, <8 x float> poison, <8 x i32> zeroinitializer
%t339 = fmul <8 x float> %t226, %t338
%t340 = insertelement <8 x float> poison, float %t311, i64 0
%t341 = shufflevector <8 x float> %t340, <8 x float> poison, <8 x i32> zeroinitializer
%t342 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t250, <8 x float> %t341, <8 x float> %t336)
%t343 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t226, <8 x float> %t338, <8 x float> %t342)
%t344 = insertelement <8 x float> poison, float %t297, i64 0
%t345 = shufflevector <8 x float> %t344, <8 x float> poison, <8 x i32> zeroinitializer
%t346 = fmul <8 x float> %t225, %t345
%t347 = insertelement <8 x float> poison, float %t305, i64 0
%t348 = shufflevector <8 x float> %t347, <8 x float> poison, <8 x i32> zeroinitializer
%t349 = fmul <8 x float> %t226, %t348
%t350 = insertelement <8 x float> poison, float %t313, i64 0
%t351 = shufflevector <8 x float> %t350, <8 x float> poison, <8 x i32> zeroinitializer
%t352 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t250, <8 x float> %t351, <8 x float> %t346)
%t353 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t226, <8 x float> %t348, <8 x float> %t352)
%t354 = load float, ptr %t14, align 4
%t355 = getelementptr float, ptr %t14, i64 1
%t356 = load float, ptr %t355, align 4
%t357 = getelementptr float, ptr %t14, i64 2
%t358 = load float, ptr %t357, align 4
%t359 = getelementptr float, ptr %t14, i64 3
%t360 = load float, ptr %t359, align 4
%t361 = insertelement <8 x float> poison, float %t354, i64 0
%t362 = shufflevector <8 x float> %t361, <8 x float> poison, <8 x i32> zeroinitializer
%t363 = fadd <8 x float> %t323, %t362
%t364 = insertelement <8 x float> poison, float %t356, i64 0
%t365 = shufflevector <8 x float> %t364, <8 x float> poison, <8 x i32> zeroinitializer
%t366 = fadd <8 x float> %t333, %t365
%t367 = insertelement <8 x float> poison, float %t358, i64 0
%t368 = shufflevector <8 x float> %t367, <8 x float> poison, <8 x i32> zeroinitializer
%t369 = fadd <8 x float> %t343, %t368
%t370 = insertelement <8 x float> poison, float %t360, i64 0
%t371 = shufflevector <8 x float> %t370, <8 x float> poison, <8 x i32> zeroinitializer
%t372 = fadd <8 x float> %t353, %t371
%t373 = fcmp ole <8 x float> %t363, splat (float 0x0000000000000000)
%t374 = select <8 x i1> %t373, <8 x float> splat (float 0x0000000000000000), <8 x float> %t363
%t375 = fcmp ole <8 x float> %t366, splat (float 0x0000000000000000)
%t376 = select <8 x i1> %t375, <8 x float> splat (float 0x0000000000000000), <8 x float> %t366
%t377 = fcmp ole <8 x float> %t369, splat (float 0x0000000000000000)
%t378 = select <8 x i1> %t377, <8 x float> splat (float 0x0000000000000000), <8 x float> %t369
%t379 = fcmp ole <8 x float> %t372, splat (float 0x0000000000000000)
%t380 = select <8 x i1> %t379, <8 x float> splat (float 0x0000000000000000), <8 x float> %t372
%t381 = load float, ptr %t19, align 4
%t382 = getelementptr float, ptr %t19, i64 1
%t383 = load float, ptr %t382, align 4
%t384 = getelementptr float, ptr %t19, i64 2
%t385 = load float, ptr %t384, align 4
%t386 = getelementptr float, ptr %t19, i64 3
%t387 = load float, ptr %t386, align 4
%t388 = getelementptr float, ptr %t19, i64 4
%t389 = load float, ptr %t388, align 4
%t390 = getelementptr float, ptr %t19, i64 5
%t391 = load float, ptr %t390, align 4
%t392 = getelementptr float, ptr %t19, i64 6
%t393 = load float, ptr %t392, align 4
%t394 = getelementptr float, ptr %t19, i64 7
%t395 = load float, ptr %t394, align 4
%t396 = insertelement <8 x float> poison, float %t381, i64 0
%t397 = shufflevector <8 x float> %t396, <8 x float> poison, <8 x i32> zeroinitializer
%t398 = fmul <8 x float> %t374, %t397
%t399 = insertelement <8 x float> poison, float %t385, i64 0
%t400 = shufflevector <8 x float> %t399, <8 x float> poison, <8 x i32> zeroinitializer
%t401 = fmul <8 x float> %t376, %t400
%t402 = insertelement <8 x float> poison, float %t389, i64 0
%t403 = shufflevector <8 x float> %t402, <8 x float> poison, <8 x i32> zeroinitializer
%t404 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t378, <8 x float> %t403, <8 x float> %t398)
%t405 = insertelement <8 x float> poison, float %t393, i64 0
%t406 = shufflevector <8 x float> %t405, <8 x float> poison, <8 x i32> zeroinitializer
%t407 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t380, <8 x float> %t406, <8 x float> %t401)
%t408 = fadd <8 x float> %t404, %t407
%t409 = insertelement <8 x float> poison, float %t383, i64 0
%t410 = shufflevector <8 x float> %t409, <8 x float> poison, <8 x i32> zeroinitializer
%t411 = fmul <8 x float> %t374, %t410
%t412 = insertelement <8 x float> poison, float %t387, i64 0
%t413 = shufflevector <8 x float> %t412, <8 x float> poison, <8 x i32> zeroinitializer
%t414 = fmul <8 x float> %t376, %t413
%t415 = insertelement <8 x float> poison, float %t391, i64 0
%t416 = shufflevector <8 x float> %t415, <8 x float> poison, <8 x i32> zeroinitializer
%t417 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t378, <8 x float> %t416, <8 x float> %t411)
%t418 = insertelement <8 x float> poison, float %t395, i64 0
%t419 = shufflevector <8 x float> %t418, <8 x float> poison, <8 x i32> zeroinitializer
%t420 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t380, <8 x float> %t419, <8 x float> %t414)
%t421 = fadd <8 x float> %t417, %t420
%t422 = load float, ptr %t23, align 4
%t423 = getelementptr float, ptr %t23, i64 1
%t424 = load float, ptr %t423, align 4
%t425 = insertelement <8 x float> poison, float %t422, i64 0
%t426 = shufflevector <8 x float> %t425, <8 x float> poison, <8 x i32> zeroinitializer
%t427 = fadd <8 x float> %t408, %t426
%t428 = insertelement <8 x float> poison, float %t424, i64 0
%t429 = shufflevector <8 x float> %t428, <8 x float> poison, <8 x i32> zeroinitializer
%t430 = fadd <8 x float> %t421, %t429
%t431 = fcmp ogt <8 x float> %t427, %t430
%t432 = select <8 x i1> %t431, <8 x float> %t427, <8 x float> %t430
%t433 = fcmp uno <8 x float> %t427, splat (float 0x0000000000000000)
%t434 = select <8 x i1> %t433, <8 x float> %t427, <8 x float> %t432
%t435 = fsub <8 x float> %t427, %t434
%t436 = fsub <8 x float> %t430, %t434
%t437 = fcmp ogt <8 x float> splat (float 0xC055C3CB60000000), %t435
%t438 = select <8 x i1> %t437, <8 x float> splat (float 0xC055C3CB60000000), <8 x float> %t435
%t439 = fcmp olt <8 x float> splat (float 0x4056372240000000), %t438
%t440 = select <8 x i1> %t439, <8 x float> splat (float 0x4056372240000000), <8 x float> %t438
%t441 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t440, <8 x float> splat (float 0x3FF7154760000000), <8 x float> splat (float 0x4168000FC0000000))
%t442 = fsub <8 x float> %t441, splat (float 0x4168000FC0000000)
%t443 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t442, <8 x float> splat (float 0xBFE6300000000000), <8 x float> %t440)
%t444 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t442, <8 x float> splat (float 0x3F2BD01060000000), <8 x float> %t443)
%t445 = bitcast <8 x float> %t441 to <8 x i32>
%t446 = shl <8 x i32> %t445, splat (i32 23)
%t447 = bitcast <8 x i32> %t446 to <8 x float>
%t448 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0x3FD55548C0000000), <8 x float> %t444, <8 x float> splat (float 0x3FEFFFFFC0000000))
%t449 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0x3F9123DCA0000000), <8 x float> %t444, <8 x float> splat (float 0x3FB5558580000000))
%t450 = fmul <8 x float> %t444, %t444
%t451 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0x3F66AC4FE0000000), <8 x float> %t450, <8 x float> %t449)
%t452 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t451, <8 x float> %t450, <8 x float> %t448)
%t453 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t452, <8 x float> %t444, <8 x float> splat (float 0x4000000000000000))
%t454 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t453, <8 x float> %t444, <8 x float> splat (float 0x4000000000000000))
%t455 = fmul <8 x float> %t454, %t447
%t456 = fcmp ogt <8 x float> splat (float 0xC055C3CB60000000), %t436
%t457 = select <8 x i1> %t456, <8 x float> splat (float 0xC055C3CB60000000), <8 x float> %t436
%t458 = fcmp olt <8 x float> splat (float 0x4056372240000000), %t457
%t459 = select <8 x i1> %t458, <8 x float> splat (float 0x4056372240000000), <8 x float> %t457
%t460 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t459, <8 x float> splat (float 0x3FF7154760000000), <8 x float> splat (float 0x4168000FC0000000))
%t461 = fsub <8 x float> %t460, splat (float 0x4168000FC0000000)
%t462 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t461, <8 x float> splat (float 0xBFE6300000000000), <8 x float> %t459)
%t463 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t461, <8 x float> splat (float 0x3F2BD01060000000), <8 x float> %t462)
%t464 = bitcast <8 x float> %t460 to <8 x i32>
%t465 = shl <8 x i32> %t464, splat (i32 23)
%t466 = bitcast <8 x i32> %t465 to <8 x float>
%t467 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0x3FD55548C0000000), <8 x float> %t463, <8 x float> splat (float 0x3FEFFFFFC0000000))
%t468 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0x3F9123DCA0000000), <8 x float> %t463, <8 x float> splat (float 0x3FB5558580000000))
%t469 = fmul <8 x float> %t463, %t463
%t470 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0x3F66AC4FE0000000), <8 x float> %t469, <8 x float> %t468)
%t471 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t470, <8 x float> %t469, <8 x float> %t467)
%t472 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t471, <8 x float> %t463, <8 x float> splat (float 0x4000000000000000))
%t473 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t472, <8 x float> %t463, <8 x float> splat (float 0x4000000000000000))
%t474 = fmul <8 x float> %t473, %t466
%t475 = fadd <8 x float> %t455, %t474
%t476 = fdiv <8 x float> %t455, %t475
%t477 = fdiv <8 x float> %t474, %t475
%t478 = fcmp ogt <8 x float> splat (float 0x3E7AD7F2A0000000), %t476
%t479 = select <8 x i1> %t478, <8 x float> splat (float 0x3E7AD7F2A0000000), <8 x float> %t476
%t480 = fcmp ogt <8 x float> splat (float 0x3E7AD7F2A0000000), %t477
%t481 = select <8 x i1> %t480, <8 x float> splat (float 0x3E7AD7F2A0000000), <8 x float> %t477
%t482 = fcmp olt <8 x float> splat (float 0x3FF0000000000000), %t479
%t483 = select <8 x i1> %t482, <8 x float> splat (float 0x3FF0000000000000), <8 x float> %t479
%t484 = fcmp olt <8 x float> splat (float 0x3FF0000000000000), %t481
%t485 = select <8 x i1> %t484, <8 x float> splat (float 0x3FF0000000000000), <8 x float> %t481
%t486 = fcmp olt <8 x float> %t483, splat (float 0x3810000000000000)
%t487 = fmul <8 x float> %t483, splat (float 0x4160000000000000)
%t488 = select <8 x i1> %t486, <8 x float> %t487, <8 x float> %t483
%t489 = select <8 x i1> %t486, <8 x i32> splat (i32 1253377267), <8 x i32> splat (i32 1060439283)
%t490 = bitcast <8 x float> %t488 to <8 x i32>
%t491 = sub <8 x i32> %t490, %t489
%t492 = and <8 x i32> %t491, splat (i32 8388607)
%t493 = ashr <8 x i32> %t491, splat (i32 23)
%t494 = add <8 x i32> %t492, splat (i32 1060439283)
%t495 = bitcast <8 x i32> %t494 to <8 x float>
%t496 = fsub <8 x float> %t495, splat (float 0x3FF0000000000000)
%t497 = sitofp <8 x i32> %t493 to <8 x float>
%t498 = fmul <8 x float> %t496, %t496
%t499 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0xBFC5472260000000), <8 x float> %t496, <8 x float> splat (float 0x3FC99A0360000000))
%t500 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0xBFC0D80760000000), <8 x float> %t496, <8 x float> splat (float 0x3FC22D5F80000000))
%t501 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0xBFB38E8EC0000000), <8 x float> %t496, <8 x float> splat (float 0x3FC056BF20000000))
%t502 = fmul <8 x float> %t496, %t496
%t503 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t501, <8 x float> %t502, <8 x float> %t500)
%t504 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t503, <8 x float> %t502, <8 x float> %t499)
%t505 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t504, <8 x float> %t496, <8 x float> splat (float 0xBFD0002280000000))
%t506 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t505, <8 x float> %t496, <8 x float> splat (float 0x3FD5555540000000))
%t507 = fmul <8 x float> %t498, %t496
%t508 = fmul <8 x float> %t506, %t507
%t509 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t497, <8 x float> splat (float 0xBF2BD01060000000), <8 x float> %t508)
%t510 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t498, <8 x float> splat (float 0xBFE0000000000000), <8 x float> %t509)
%t511 = fadd <8 x float> %t510, %t496
%t512 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t497, <8 x float> splat (float 0x3FE6300000000000), <8 x float> %t511)
%t513 = fcmp oeq <8 x float> %t483, splat (float 0x0000000000000000)
%t514 = select <8 x i1> %t513, <8 x float> splat (float 0xFFF0000000000000), <8 x float> splat (float 0x7FF8000000000000)
%t515 = fcmp olt <8 x float> %t483, splat (float 0x7FF0000000000000)
%t516 = select <8 x i1> %t515, <8 x float> %t512, <8 x float> %t483
%t517 = fcmp ugt <8 x float> %t483, splat (float 0x0000000000000000)
%t518 = select <8 x i1> %t517, <8 x float> %t516, <8 x float> %t514
%t519 = fcmp olt <8 x float> %t485, splat (float 0x3810000000000000)
%t520 = fmul <8 x float> %t485, splat (float 0x4160000000000000)
%t521 = select <8 x i1> %t519, <8 x float> %t520, <8 x float> %t485
%t522 = select <8 x i1> %t519, <8 x i32> splat (i32 1253377267), <8 x i32> splat (i32 1060439283)
%t523 = bitcast <8 x float> %t521 to <8 x i32>
%t524 = sub <8 x i32> %t523, %t522
%t525 = and <8 x i32> %t524, splat (i32 8388607)
%t526 = ashr <8 x i32> %t524, splat (i32 23)
%t527 = add <8 x i32> %t525, splat (i32 1060439283)
%t528 = bitcast <8 x i32> %t527 to <8 x float>
%t529 = fsub <8 x float> %t528, splat (float 0x3FF0000000000000)
%t530 = sitofp <8 x i32> %t526 to <8 x float>
%t531 = fmul <8 x float> %t529, %t529
%t532 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0xBFC5472260000000), <8 x float> %t529, <8 x float> splat (float 0x3FC99A0360000000))
%t533 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0xBFC0D80760000000), <8 x float> %t529, <8 x float> splat (float 0x3FC22D5F80000000))
%t534 = call <8 x float> @llvm.fma.v8f32(<8 x float> splat (float 0xBFB38E8EC0000000), <8 x float> %t529, <8 x float> splat (float 0x3FC056BF20000000))
%t535 = fmul <8 x float> %t529, %t529
%t536 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t534, <8 x float> %t535, <8 x float> %t533)
%t537 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t536, <8 x float> %t535, <8 x float> %t532)
%t538 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t537, <8 x float> %t529, <8 x float> splat (float 0xBFD0002280000000))
%t539 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t538, <8 x float> %t529, <8 x float> splat (float 0x3FD5555540000000))
%t540 = fmul <8 x float> %t531, %t529
%t541 = fmul <8 x float> %t539, %t540
%t542 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t530, <8 x float> splat (float 0xBF2BD01060000000), <8 x float> %t541)
%t543 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t531, <8 x float> splat (float 0xBFE0000000000000), <8 x float> %t542)
%t544 = fadd <8 x float> %t543, %t529
%t545 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t530, <8 x float> splat (float 0x3FE6300000000000), <8 x float> %t544)
%t546 = fcmp oeq <8 x float> %t485, splat (float 0x0000000000000000)
%t547 = select <8 x i1> %t546, <8 x float> splat (float 0xFFF0000000000000), <8 x float> splat (float 0x7FF8000000000000)
%t548 = fcmp olt <8 x float> %t485, splat (float 0x7FF0000000000000)
%t549 = select <8 x i1> %t548, <8 x float> %t545, <8 x float> %t485
%t550 = fcmp ugt <8 x float> %t485, splat (float 0x0000000000000000)
%t551 = select <8 x i1> %t550, <8 x float> %t549, <8 x float> %t547
%t552 = fmul <8 x float> %t289, %t518
%t553 = fmul <8 x float> %t290, %t551
%t554 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t289, <8 x float> %t518, <8 x float> %t553)
%t555 = fneg <8 x float> %t554
%t556 = select <8 x i1> %t76, <8 x float> %t555, <8 x float> splat (float 0x0000000000000000)
%t557 = fmul <8 x float> %t62, %t289
%t558 = fmul <8 x float> %t62, %t290
%t559 = fdiv <8 x float> %t557, %t483
%t560 = fdiv <8 x float> %t558, %t485
%t561 = fcmp oeq <8 x float> %t479, splat (float 0x3FF0000000000000)
%t562 = fcmp oeq <8 x float> %t481, splat (float 0x3FF0000000000000)
%t563 = select <8 x i1> %t561, <8 x float> splat (float 0x3FE0000000000000), <8 x float> splat (float 0x3FF0000000000000)
%t564 = select <8 x i1> %t562, <8 x float> splat (float 0x3FE0000000000000), <8 x float> splat (float 0x3FF0000000000000)
%t565 = fmul <8 x float> %t559, %t563
%t566 = fmul <8 x float> %t560, %t564
%t567 = fcmp oeq <8 x float> %t479, %t483
%t568 = fcmp oeq <8 x float> %t481, %t485
%t569 = select <8 x i1> %t567, <8 x float> %t565, <8 x float> splat (float 0x0000000000000000)
%t570 = select <8 x i1> %t568, <8 x float> %t566, <8 x float> splat (float 0x0000000000000000)
%t571 = fcmp oeq <8 x float> %t476, splat (float 0x3E7AD7F2A0000000)
%t572 = fcmp oeq <8 x float> %t477, splat (float 0x3E7AD7F2A0000000)
%t573 = select <8 x i1> %t571, <8 x float> splat (float 0x3FE0000000000000), <8 x float> splat (float 0x3FF0000000000000)
%t574 = select <8 x i1> %t572, <8 x float> splat (float 0x3FE0000000000000), <8 x float> splat (float 0x3FF0000000000000)
%t575 = fmul <8 x float> %t569, %t573
%t576 = fmul <8 x float> %t570, %t574
%t577 = fcmp oeq <8 x float> %t476, %t479
%t578 = fcmp oeq <8 x float> %t477, %t481
%t579 = select <8 x i1> %t577, <8 x float> %t575, <8 x float> splat (float 0x0000000000000000)
%t580 = select <8 x i1> %t578, <8 x float> %t576, <8 x float> splat (float 0x0000000000000000)
%t581 = fdiv <8 x float> %t579, %t475
%t582 = fdiv <8 x float> %t580, %t475
%t583 = fmul <8 x float> %t579, %t476
%t584 = fmul <8 x float> %t580, %t477
%t585 = fneg <8 x float> %t583
%t586 = fneg <8 x float> %t584
%t587 = fdiv <8 x float> %t585, %t475
%t588 = fdiv <8 x float> %t586, %t475
%t589 = fadd <8 x float> %t587, %t588
%t590 = fadd <8 x float> %t581, %t589
%t591 = fadd <8 x float> %t582, %t589
%t592 = fmul <8 x float> %t590, %t455
%t593 = fmul <8 x float> %t591, %t474
%t594 = select <8 x i1> %t76, <8 x float> %t592, <8 x float> splat (float 0x0000000000000000)
%t595 = select <8 x i1> %t76, <8 x float> %t593, <8 x float> splat (float 0x0000000000000000)
%t596 = fmul <8 x float> %t592, %t397
%t597 = fmul <8 x float> %t593, %t410
%t598 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t592, <8 x float> %t397, <8 x float> %t597)
%t599 = fmul <8 x float> %t592, %t400
%t600 = fmul <8 x float> %t593, %t413
%t601 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t592, <8 x float> %t400, <8 x float> %t600)
%t602 = fmul <8 x float> %t592, %t403
%t603 = fmul <8 x float> %t593, %t416
%t604 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t592, <8 x float> %t403, <8 x float> %t603)
%t605 = fmul <8 x float> %t592, %t406
%t606 = fmul <8 x float> %t593, %t419
%t607 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t592, <8 x float> %t406, <8 x float> %t606)
%t608 = select <8 x i1> %t76, <8 x float> %t374, <8 x float> splat (float 0x0000000000000000)
%t609 = select <8 x i1> %t76, <8 x float> %t376, <8 x float> splat (float 0x0000000000000000)
%t610 = select <8 x i1> %t76, <8 x float> %t378, <8 x float> splat (float 0x0000000000000000)
%t611 = select <8 x i1> %t76, <8 x float> %t380, <8 x float> splat (float 0x0000000000000000)
%t612 = fmul <8 x float> %t608, %t594
%t613 = fmul <8 x float> %t608, %t595
%t614 = fmul <8 x float> %t609, %t594
%t615 = fmul <8 x float> %t609, %t595
%t616 = fmul <8 x float> %t610, %t594
%t617 = fmul <8 x float> %t610, %t595
%t618 = fmul <8 x float> %t611, %t594
%t619 = fmul <8 x float> %t611, %t595
%t620 = fcmp ole <8 x float> %t374, splat (float 0x0000000000000000)
%t621 = fcmp ole <8 x float> %t376, splat (float 0x0000000000000000)
%t622 = fcmp ole <8 x float> %t378, splat (float 0x0000000000000000)
%t623 = fcmp ole <8 x float> %t380, splat (float 0x0000000000000000)
%t624 = select <8 x i1> %t620, <8 x float> splat (float 0x0000000000000000), <8 x float> %t598
%t625 = select <8 x i1> %t621, <8 x float> splat (float 0x0000000000000000), <8 x float> %t601
%t626 = select <8 x i1> %t622, <8 x float> splat (float 0x0000000000000000), <8 x float> %t604
%t627 = select <8 x i1> %t623, <8 x float> splat (float 0x0000000000000000), <8 x float> %t607
%t628 = select <8 x i1> %t76, <8 x float> %t624, <8 x float> splat (float 0x0000000000000000)
%t629 = select <8 x i1> %t76, <8 x float> %t625, <8 x float> splat (float 0x0000000000000000)
%t630 = select <8 x i1> %t76, <8 x float> %t626, <8 x float> splat (float 0x0000000000000000)
%t631 = select <8 x i1> %t76, <8 x float> %t627, <8 x float> splat (float 0x0000000000000000)
%t632 = select <8 x i1> %t76, <8 x float> %t225, <8 x float> splat (float 0x0000000000000000)
%t633 = select <8 x i1> %t76, <8 x float> %t226, <8 x float> splat (float 0x0000000000000000)
%t634 = select <8 x i1> %t76, <8 x float> %t250, <8 x float> splat (float 0x0000000000000000)
%t635 = fmul <8 x float> %t632, %t628
%t636 = fmul <8 x float> %t632, %t629
%t637 = fmul <8 x float> %t632, %t630
%t638 = fmul <8 x float> %t632, %t631
%t639 = fmul <8 x float> %t633, %t628
%t640 = fmul <8 x float> %t633, %t629
%t641 = fmul <8 x float> %t633, %t630
%t642 = fmul <8 x float> %t633, %t631
%t643 = fmul <8 x float> %t634, %t628
%t644 = fmul <8 x float> %t634, %t629
%t645 = fmul <8 x float> %t634, %t630
%t646 = fmul <8 x float> %t634, %t631
%t647 = shufflevector <8 x float> %t635, <8 x float> %t636, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t648 = shufflevector <8 x float> %t635, <8 x float> %t636, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t649 = fadd <8 x float> %t647, %t648
%t650 = shufflevector <8 x float> %t637, <8 x float> %t638, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t651 = shufflevector <8 x float> %t637, <8 x float> %t638, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t652 = fadd <8 x float> %t650, %t651
%t653 = shufflevector <8 x float> %t639, <8 x float> %t640, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t654 = shufflevector <8 x float> %t639, <8 x float> %t640, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t655 = fadd <8 x float> %t653, %t654
%t656 = shufflevector <8 x float> %t641, <8 x float> %t642, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t657 = shufflevector <8 x float> %t641, <8 x float> %t642, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t658 = fadd <8 x float> %t656, %t657
%t659 = shufflevector <8 x float> %t649, <8 x float> %t652, <8 x i32> <i32 0, i32 1, i32 8, i32 9, i32 4, i32 5, i32 12, i32 13>
%t660 = shufflevector <8 x float> %t649, <8 x float> %t652, <8 x i32> <i32 2, i32 3, i32 10, i32 11, i32 6, i32 7, i32 14, i32 15>
%t661 = fadd <8 x float> %t659, %t660
%t662 = shufflevector <8 x float> %t655, <8 x float> %t658, <8 x i32> <i32 0, i32 1, i32 8, i32 9, i32 4, i32 5, i32 12, i32 13>
%t663 = shufflevector <8 x float> %t655, <8 x float> %t658, <8 x i32> <i32 2, i32 3, i32 10, i32 11, i32 6, i32 7, i32 14, i32 15>
%t664 = fadd <8 x float> %t662, %t663
%t665 = shufflevector <8 x float> %t661, <8 x float> %t664, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 8, i32 9, i32 10, i32 11>
%t666 = shufflevector <8 x float> %t661, <8 x float> %t664, <8 x i32> <i32 4, i32 5, i32 6, i32 7, i32 12, i32 13, i32 14, i32 15>
%t667 = fadd <8 x float> %t665, %t666
%t668 = shufflevector <8 x float> %t643, <8 x float> %t644, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t669 = shufflevector <8 x float> %t643, <8 x float> %t644, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t670 = fadd <8 x float> %t668, %t669
%t671 = shufflevector <8 x float> %t645, <8 x float> %t646, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t672 = shufflevector <8 x float> %t645, <8 x float> %t646, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t673 = fadd <8 x float> %t671, %t672
%t674 = shufflevector <8 x float> %t628, <8 x float> %t629, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t675 = shufflevector <8 x float> %t628, <8 x float> %t629, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t676 = fadd <8 x float> %t674, %t675
%t677 = shufflevector <8 x float> %t630, <8 x float> %t631, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t678 = shufflevector <8 x float> %t630, <8 x float> %t631, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t679 = fadd <8 x float> %t677, %t678
%t680 = shufflevector <8 x float> %t670, <8 x float> %t673, <8 x i32> <i32 0, i32 1, i32 8, i32 9, i32 4, i32 5, i32 12, i32 13>
%t681 = shufflevector <8 x float> %t670, <8 x float> %t673, <8 x i32> <i32 2, i32 3, i32 10, i32 11, i32 6, i32 7, i32 14, i32 15>
%t682 = fadd <8 x float> %t680, %t681
%t683 = shufflevector <8 x float> %t676, <8 x float> %t679, <8 x i32> <i32 0, i32 1, i32 8, i32 9, i32 4, i32 5, i32 12, i32 13>
%t684 = shufflevector <8 x float> %t676, <8 x float> %t679, <8 x i32> <i32 2, i32 3, i32 10, i32 11, i32 6, i32 7, i32 14, i32 15>
%t685 = fadd <8 x float> %t683, %t684
%t686 = shufflevector <8 x float> %t682, <8 x float> %t685, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 8, i32 9, i32 10, i32 11>
%t687 = shufflevector <8 x float> %t682, <8 x float> %t685, <8 x i32> <i32 4, i32 5, i32 6, i32 7, i32 12, i32 13, i32 14, i32 15>
%t688 = fadd <8 x float> %t686, %t687
%t689 = shufflevector <8 x float> %t612, <8 x float> %t613, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t690 = shufflevector <8 x float> %t612, <8 x float> %t613, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t691 = fadd <8 x float> %t689, %t690
%t692 = shufflevector <8 x float> %t614, <8 x float> %t615, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t693 = shufflevector <8 x float> %t614, <8 x float> %t615, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t694 = fadd <8 x float> %t692, %t693
%t695 = shufflevector <8 x float> %t616, <8 x float> %t617, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t696 = shufflevector <8 x float> %t616, <8 x float> %t617, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t697 = fadd <8 x float> %t695, %t696
%t698 = shufflevector <8 x float> %t618, <8 x float> %t619, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t699 = shufflevector <8 x float> %t618, <8 x float> %t619, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t700 = fadd <8 x float> %t698, %t699
%t701 = shufflevector <8 x float> %t691, <8 x float> %t694, <8 x i32> <i32 0, i32 1, i32 8, i32 9, i32 4, i32 5, i32 12, i32 13>
%t702 = shufflevector <8 x float> %t691, <8 x float> %t694, <8 x i32> <i32 2, i32 3, i32 10, i32 11, i32 6, i32 7, i32 14, i32 15>
%t703 = fadd <8 x float> %t701, %t702
%t704 = shufflevector <8 x float> %t697, <8 x float> %t700, <8 x i32> <i32 0, i32 1, i32 8, i32 9, i32 4, i32 5, i32 12, i32 13>
%t705 = shufflevector <8 x float> %t697, <8 x float> %t700, <8 x i32> <i32 2, i32 3, i32 10, i32 11, i32 6, i32 7, i32 14, i32 15>
%t706 = fadd <8 x float> %t704, %t705
%t707 = shufflevector <8 x float> %t703, <8 x float> %t706, <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 8, i32 9, i32 10, i32 11>
%t708 = shufflevector <8 x float> %t703, <8 x float> %t706, <8 x i32> <i32 4, i32 5, i32 6, i32 7, i32 12, i32 13, i32 14, i32 15>
%t709 = fadd <8 x float> %t707, %t708
%t710 = shufflevector <8 x float> %t594, <8 x float> %t595, <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t711 = shufflevector <8 x float> %t594, <8 x float> %t595, <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t712 = fadd <8 x float> %t710, %t711
%t713 = shufflevector <8 x float> %t556, <8 x float> splat (float 0x0000000000000000), <8 x i32> <i32 0, i32 8, i32 1, i32 9, i32 4, i32 12, i32 5, i32 13>
%t714 = shufflevector <8 x float> %t556, <8 x float> splat (float 0x0000000000000000), <8 x i32> <i32 2, i32 10, i32 3, i32 11, i32 6, i32 14, i32 7, i32 15>
%t715 = fadd <8 x float> %t713, %t714
%t716 = shufflevector <8 x float> %t712, <8 x float> %t715, <8 x i32> <i32 0, i32 1, i32 8, i32 9, i32 4, i32 5, i32 12, i32 13>
%t717 = shufflevector <8 x float> %t712, <8 x float> %t715, <8 x i32> <i32 2, i32 3, i32 10, i32 11, i32 6, i32 7, i32 14, i32 15>
%t718 = fadd <8 x float> %t716, %t717
%t719 = shufflevector <8 x float> %t718, <8 x float> splat (float 0x0000000000000000), <8 x i32> <i32 0, i32 1, i32 2, i32 3, i32 8, i32 9, i32 10, i32 11>
%t720 = shufflevector <8 x float> %t718, <8 x float> splat (float 0x0000000000000000), <8 x i32> <i32 4, i32 5, i32 6, i32 7, i32 12, i32 13, i32 14, i32 15>
%t721 = fadd <8 x float> %t719, %t720
%t722 = fadd <8 x float> %t66, %t667
%t723 = fadd <8 x float> %t67, %t688
%t724 = fadd <8 x float> %t68, %t709
%t725 = fadd <8 x float> %t69, %t721
%t726 = add nsw i64 %t65, 8
%t727 = icmp slt i64 %t726, %t56
br i1 %t727, label %b63, label %b64
b64:
%t728 = extractelement <8 x float> %t725, i64 2
store <8 x float> %t722, ptr %t41, align 4
%t729 = getelementptr float, ptr %t41, i64 8
store <8 x float> %t723, ptr %t729, align 4
%t730 = getelementptr float, ptr %t41, i64 16
store <8 x float> %t724, ptr %t730, align 4
%t731 = getelementptr float, ptr %t41, i64 24
store <8 x float> %t725, ptr %t731, align 4
%t732 = fdiv float %t728, %t58
%t733 = call float @llvm.fabs.f32(float %t732)
%t734 = fcmp olt float %t733, 0x7FF0000000000000
%t735 = xor i1 %t734, true
%t736 = and i1 %t735, %t44
%t737 = mul i64 %t52, 65536
%t738 = add i64 %t737, 1
br i1 %t736, label %b739, label %b740
b739:
%t741 = load <8 x float>, ptr %t7, align 4
store <8 x float> %t741, ptr %t6, align 4
%t742 = getelementptr float, ptr %t7, i64 8
%t743 = load <4 x float>, ptr %t742, align 4
%t744 = getelementptr float, ptr %t6, i64 8
store <4 x float> %t743, ptr %t744, align 4
%t745 = load <4 x float>, ptr %t14, align 4
store <4 x float> %t745, ptr %t13, align 4
%t746 = load <8 x float>, ptr %t19, align 4
store <8 x float> %t746, ptr %t18, align 4
%t747 = load <2 x float>, ptr %t23, align 4
store <2 x float> %t747, ptr %t22, align 4
%t748 = load float, ptr %t27, align 4
store float %t748, ptr %t26, align 4
ret i64 %t738
b740:
%t749 = load <8 x float>, ptr %t7, align 4
%t750 = load <8 x float>, ptr %t41, align 4
%t751 = fmul <8 x float> splat (float 0x3F847AE140000000), %t750
%t752 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t45, <8 x float> %t750, <8 x float> %t749)
store <8 x float> %t752, ptr %t7, align 4
%t753 = getelementptr float, ptr %t7, i64 8
%t754 = load <4 x float>, ptr %t753, align 4
%t755 = getelementptr float, ptr %t41, i64 8
%t756 = load <4 x float>, ptr %t755, align 4
%t757 = fmul <4 x float> splat (float 0x3F847AE140000000), %t756
%t758 = call <4 x float> @llvm.fma.v4f32(<4 x float> %t46, <4 x float> %t756, <4 x float> %t754)
%t759 = getelementptr float, ptr %t7, i64 8
store <4 x float> %t758, ptr %t759, align 4
%t760 = load <4 x float>, ptr %t14, align 4
%t761 = getelementptr float, ptr %t41, i64 12
%t762 = load <4 x float>, ptr %t761, align 4
%t763 = fmul <4 x float> splat (float 0x3F847AE140000000), %t762
%t764 = call <4 x float> @llvm.fma.v4f32(<4 x float> %t46, <4 x float> %t762, <4 x float> %t760)
store <4 x float> %t764, ptr %t14, align 4
%t765 = load <8 x float>, ptr %t19, align 4
%t766 = getelementptr float, ptr %t41, i64 16
%t767 = load <8 x float>, ptr %t766, align 4
%t768 = fmul <8 x float> splat (float 0x3F847AE140000000), %t767
%t769 = call <8 x float> @llvm.fma.v8f32(<8 x float> %t45, <8 x float> %t767, <8 x float> %t765)
store <8 x float> %t769, ptr %t19, align 4
%t770 = load <2 x float>, ptr %t23, align 4
%t771 = getelementptr float, ptr %t41, i64 24
%t772 = load <2 x float>, ptr %t771, align 4
%t773 = fmul <2 x float> splat (float 0x3F847AE140000000), %t772
%t774 = call <2 x float> @llvm.fma.v2f32(<2 x float> %t47, <2 x float> %t772, <2 x float> %t770)
store <2 x float> %t774, ptr %t23, align 4
%t775 = load float, ptr %t27, align 4
%t776 = fadd float %t775, %t732
store float %t776, ptr %t27, align 4
%t777 = add nsw i64 %t52, 1
%t778 = icmp slt i64 %t777, %p2
br i1 %t778, label %b49, label %b50
b50:
%t779 = load <8 x float>, ptr %t7, align 4
store <8 x float> %t779, ptr %t6, align 4
%t780 = getelementptr float, ptr %t7, i64 8
%t781 = load <4 x float>, ptr %t780, align 4
%t782 = getelementptr float, ptr %t6, i64 8
store <4 x float> %t781, ptr %t782, align 4
%t783 = load <4 x float>, ptr %t14, align 4
store <4 x float> %t783, ptr %t13, align 4
%t784 = load <8 x float>, ptr %t19, align 4
store <8 x float> %t784, ptr %t18, align 4
%t785 = load <2 x float>, ptr %t23, align 4
store <2 x float> %t785, ptr %t22, align 4
%t786 = load float, ptr %t27, align 4
store float %t786, ptr %t26, align 4
ret i64 0
}
define i64 @after(ptr %p0) #0 {
entry:
%t1 = getelementptr ptr, ptr %p0, i64 3
%t2 = load ptr, ptr %t1, align 8
%t3 = load float, ptr %t2, align 4
%t4 = getelementptr ptr, ptr %p0, i64 12
%t5 = load ptr, ptr %t4, align 8
store float %t3, ptr %t5, align 4
ret i64 0
}
attributes #0 = { nounwind "min-legal-vector-width"="256" "prefer-vector-width"="256" }
